package io.linklog.webhooks;

import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.AdminServer;
import io.linklog.kit.registration.RegistrationSettings;
import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.EtcdEnv;
import io.linklog.kit.settings.SchemaRegistryEnv;
import io.linklog.kit.tracing.TracingSettings;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.webhooks.delivery.DeliverySettings;
import java.net.URI;

/**
 * Settings of the commands and of a process that only delivers webhooks.
 *
 * @param publicUrl the prefix of short links in events
 * @param adminPort the port of /livez, /readyz and /metrics
 */
public record WebhooksSettings(
        KafkaSettings kafka,
        EtcdSettings etcd,
        SchemaRegistry.Settings registry,
        DeliverySettings delivery,
        URI publicUrl,
        int adminPort,
        RegistrationSettings registration,
        TracingSettings tracing) {

    static final String SERVICE = "webhooks";

    /** Reads the settings; the caller calls {@link Env#check()}. */
    public static WebhooksSettings from(Env env) {
        int adminPort = AdminServer.port(env, 9087);
        RegistrationSettings registration = RegistrationSettings.withoutHttp(env, SERVICE, adminPort);
        return new WebhooksSettings(
                KafkaSettings.from(env),
                EtcdEnv.from(env),
                SchemaRegistryEnv.from(env),
                DeliverySettings.from(env),
                publicUrl(env),
                adminPort,
                registration,
                TracingSettings.from(env, registration));
    }

    /** The prefix of short links in events. */
    public static URI publicUrl(Env env) {
        return env.httpUrl("LINKLOG_PUBLIC_URL", "http://localhost:8080", "what short links begin with");
    }
}
