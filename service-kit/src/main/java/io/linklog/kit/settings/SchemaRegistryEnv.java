package io.linklog.kit.settings;

import io.linklog.schemas.wire.SchemaRegistry;
import java.time.Duration;

/** How to reach the schema registry: from the environment. */
public final class SchemaRegistryEnv {

    private SchemaRegistryEnv() {}

    public static SchemaRegistry.Settings from(Env env) {
        return new SchemaRegistry.Settings(
                env.httpUrls(
                        "LINKLOG_REGISTRY_URLS",
                        "http://localhost:8085/apis/ccompat/v7",
                        "schema registry (Confluent API), comma-separated"),
                env.optional("LINKLOG_REGISTRY_USER", "user for basic authentication")
                        .orElse(null),
                env.optional("LINKLOG_REGISTRY_PASSWORD", "password for basic authentication")
                        .orElse(null),
                env.duration("LINKLOG_REGISTRY_TIMEOUT", Duration.ofSeconds(5), "for one request to the registry"));
    }
}
