package io.linklog.projector;

import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.KeyspaceKeys;
import io.linklog.kit.kafka.InstalledTopics;
import io.linklog.kit.kafka.PurgedLinks;
import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.ServiceProcess;
import io.linklog.kit.process.Startup;
import io.linklog.kit.service.ServiceRuntime;
import io.linklog.kit.settings.Env;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.projector.projection.ProjectionMeters;
import io.linklog.projector.projection.ProjectionStores;
import io.linklog.webhooks.call.EventReader;
import io.linklog.webhooks.delivery.Webhooks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process that keeps the tables in Cassandra up to date with the log, and delivers webhooks. */
public final class Projector {

    private static final Logger LOG = LoggerFactory.getLogger(Projector.class);

    private Projector() {}

    public static void main(String[] args) {
        ServiceProcess.run(ProjectorSettings.SERVICE, Projector::start);
    }

    /** Opens everything into the closer. Waits for servers that do not answer. */
    static void start(Env env, Health health, Closer closer) throws Exception {
        ProjectorSettings settings = ProjectorSettings.from(env);
        env.check();
        ServiceRuntime runtime = ServiceRuntime.start(settings.service(), health, closer);
        ProjectionStores stores = StoresOpener.open(settings, runtime.tracing(), health, closer);
        Etcd etcd = runtime.etcd();
        Startup.await(
                "etcd at " + settings.service().etcd().endpoints(),
                () -> nameKeyspace(etcd, new FurthestKeyspace(stores)));
        closer.add(
                "projection",
                new ActiveProjection(
                        etcd, stores, settings.projection(), new ProjectionMeters(runtime.meters()), health));
        if (settings.deliversWebhooks()) {
            PurgedLinks purged = closer.add(
                    "purged links",
                    PurgedLinks.follow(
                            settings.kafka(), InstalledTopics.await(settings.kafka()), runtime.meters(), health));
            closer.add("webhooks", webhooks(settings, stores, purged, runtime, health));
        }
    }

    /** Names the active keyspace where etcd names none: in a new system, or after etcd was wiped. */
    private static boolean nameKeyspace(Etcd etcd, FurthestKeyspace furthest) throws InterruptedException {
        if (etcd.await(etcd.get(KeyspaceKeys.ACTIVE)).isEmpty()) {
            Keyspace keyspace = furthest.find().orElse(Keyspace.FIRST);
            LOG.info("etcd names no active keyspace: {}", keyspace);
            etcd.await(etcd.getOrCreate(KeyspaceKeys.ACTIVE, keyspace.name()));
        }
        return true;
    }

    private static Webhooks webhooks(
            ProjectorSettings settings,
            ProjectionStores stores,
            PurgedLinks purged,
            ServiceRuntime runtime,
            Health health) {
        return new Webhooks(
                runtime.etcd(),
                settings.kafka(),
                new EventReader(
                        stores.events(),
                        stores.visits(),
                        purged::contains,
                        stores.visitPurges()::contains,
                        settings.publicUrl()),
                settings.webhooks(),
                settings.service().instanceId(),
                runtime.tracing(),
                runtime.meters(),
                health);
    }
}
