package io.linklog.projector.backup;

import com.datastax.oss.driver.api.core.CqlSession;
import io.linklog.kit.cassandra.CassandraSettings;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.Closer;
import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.EtcdEnv;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.projector.commands.CommandLineEtcd;
import io.linklog.projector.commands.RunningServers;
import io.linklog.projector.tables.ProjectionSchema;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The parts of a backup, in the order in which they are saved and restored.
 *
 * @param etcd for questions beside the parts
 */
record BackupParts(Etcd etcd, List<BackupPart> parts) {

    /**
     * Opens the clients of all servers into the closer.
     *
     * @param environment as for a service; LINKLOG_DIR is the folder of the local stack
     * @throws io.linklog.projector.commands.RefusedException if a server does not run
     */
    static BackupParts open(Map<String, String> environment, Closer closer) throws Exception {
        Env env = new Env(environment);
        var etcdSettings = EtcdEnv.from(env);
        KafkaSettings kafka = KafkaSettings.from(env);
        CassandraSettings cassandra = CassandraSettings.from(env);
        env.check();
        Path folder = Path.of(environment.getOrDefault("LINKLOG_DIR", ".linklog"))
                .toAbsolutePath()
                .normalize();
        return new RunningServers()
                .with(etcdSettings)
                .with(kafka)
                .with(cassandra)
                .open(() -> open(etcdSettings, kafka, cassandra, folder, closer));
    }

    private static BackupParts open(
            EtcdSettings etcdSettings, KafkaSettings kafka, CassandraSettings cassandra, Path folder, Closer closer)
            throws InterruptedException {
        Etcd etcd = CommandLineEtcd.open(etcdSettings, closer);
        CqlSession session = closer.add("Cassandra", cassandra.open());
        ProjectionSchema schema = new ProjectionSchema(session, cassandra);
        return new BackupParts(
                etcd,
                List.of(
                        new EtcdPart(etcd, schema::keyspaces),
                        new CassandraPart(session, schema),
                        new RegistryPart(kafka),
                        new FolderPart(folder)));
    }
}
