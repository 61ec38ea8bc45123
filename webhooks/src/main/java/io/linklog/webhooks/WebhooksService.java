package io.linklog.webhooks;

import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.AdminServer;
import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.ServiceProcess;
import io.linklog.kit.process.Startup;
import io.linklog.kit.registration.ServiceRegistration;
import io.linklog.kit.settings.Env;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.schemas.topics.TopicInstaller;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.webhooks.call.EventReader;
import io.linklog.webhooks.delivery.Webhooks;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/**
 * A process that only delivers webhooks, for installations that want them apart from the projector. The projector
 * delivers webhooks, too; all instances of both share the work by their consumer groups.
 */
public final class WebhooksService {

    private WebhooksService() {}

    public static void main(String[] args) {
        ServiceProcess.run(WebhooksSettings.SERVICE, WebhooksService::start);
    }

    /** Opens everything into the closer; waits for servers that do not answer. */
    static void start(Env env, Health health, Closer closer) throws Exception {
        WebhooksSettings settings = WebhooksSettings.from(env);
        env.check();
        AdminServer admin = closer.add("admin port", new AdminServer(settings.adminPort(), health));
        Tracing tracing = closer.add("tracing", Tracing.open(settings.tracing(), admin.metrics()));
        Etcd etcd = closer.add("etcd", new Etcd(settings.etcd()));
        ServiceRegistration.start(etcd, settings.registration(), admin.metrics(), health, closer);
        KafkaSettings kafka = settings.kafka();
        Startup.await("Kafka at " + kafka.bootstrapServers(), () -> {
            try (Admin topics = Admin.create(kafka.client(Map.of()))) {
                new TopicInstaller(topics, kafka.partitions(), kafka.replicationFactor())
                        .install(KafkaSettings.ADMIN_DEADLINE);
            }
            return true;
        });
        SchemaRegistry registry = new SchemaRegistry(settings.registry());
        EventReader reader = Startup.await(
                "the schema registry at " + settings.registry().urls(),
                () -> EventReader.open(registry, settings.publicUrl()));
        closer.add(
                "webhooks",
                new Webhooks(
                        etcd,
                        kafka,
                        reader,
                        settings.delivery(),
                        settings.registration().instanceId(),
                        tracing,
                        admin.metrics(),
                        health));
    }
}
