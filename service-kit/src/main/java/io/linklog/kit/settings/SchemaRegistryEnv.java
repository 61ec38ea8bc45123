package io.linklog.kit.settings;

import io.linklog.schemas.wire.SchemaRegistry;
import java.time.Duration;

/** Reads the settings of the schema registry's client. */
public final class SchemaRegistryEnv {

    private SchemaRegistryEnv() {}

    /** Reads the settings. {@link Env#check()} reports mistakes. */
    public static SchemaRegistry.Settings from(Env env) {
        return new SchemaRegistry.Settings(
                env.httpUrls(
                        "LINKLOG_REGISTRY_URLS",
                        "http://localhost:8085/apis/ccompat/v7",
                        "addresses of the schema registry (Confluent API), separated by commas"),
                env.optional("LINKLOG_REGISTRY_USER", "user for basic authentication at the schema registry")
                        .orElse(null),
                env.secret("LINKLOG_REGISTRY_PASSWORD", "password for basic authentication at the schema registry")
                        .orElse(null),
                env.duration(
                        "LINKLOG_REGISTRY_TIMEOUT",
                        Duration.ofSeconds(5),
                        "timeout of one request to the schema registry"),
                // not an instance's own: all that share the folder have one registry
                StateFolder.from(env).resolve("schemas"));
    }
}
