package io.linklog.webhooks;

import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.service.ServiceSettings;
import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.SchemaRegistryEnv;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.webhooks.delivery.DeliverySettings;
import java.net.URI;

/**
 * Settings of the commands, and of a process that only delivers webhooks.
 *
 * @param publicUrl the prefix of short links in events
 */
public record WebhooksSettings(
        ServiceSettings service,
        KafkaSettings kafka,
        SchemaRegistry.Settings registry,
        DeliverySettings delivery,
        URI publicUrl) {

    static final String SERVICE = "webhooks";

    /** Reads the settings. The caller must call {@link Env#check()}. */
    public static WebhooksSettings from(Env env) {
        return new WebhooksSettings(
                ServiceSettings.withoutHttp(env, SERVICE, 9087),
                KafkaSettings.from(env),
                SchemaRegistryEnv.from(env),
                DeliverySettings.from(env),
                publicUrl(env));
    }

    /** Reads the prefix of short links in events. */
    public static URI publicUrl(Env env) {
        return env.httpUrl("LINKLOG_PUBLIC_URL", "http://localhost:8080", "prefix of short links");
    }
}
