package io.linklog.stack;

import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.jvm.ClassArchive;
import io.linklog.stack.jvm.Jdk;
import io.linklog.stack.jvm.Tuning;
import io.linklog.stack.machine.Sockets;
import io.linklog.stack.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A single Cassandra node, which is its own data centre.
 *
 * @param secured whether it asks for a user; it begins with one, {@code cassandra} with the password {@code cassandra}
 */
record CassandraServer(Checkout checkout, Path folder, ServerPorts ports, Tuning tuning, boolean secured)
        implements Program {

    private static final Duration SYNC_PERIOD = Duration.ofMillis(200);

    /**
     * Cassandra blocks writes when its last sync is older than one and a half periods. The rest allows for a machine on
     * which the thread that syncs waits for the disk or for a processor.
     */
    static final Duration DURABLE_AFTER = SYNC_PERIOD.multipliedBy(5);

    /** The packages that Cassandra's jvm17-server.options opens. */
    private static final List<String> OPENED = List.of(
            "java.base/java.io",
            "java.base/java.lang",
            "java.base/java.lang.module",
            "java.base/java.lang.reflect",
            "java.base/java.net",
            "java.base/java.nio",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.base/java.util.concurrent.atomic",
            "java.base/jdk.internal.loader",
            "java.base/jdk.internal.math",
            "java.base/jdk.internal.module",
            "java.base/jdk.internal.ref",
            "java.base/jdk.internal.reflect",
            "java.base/jdk.internal.util.jar",
            "java.base/sun.nio.ch",
            "jdk.management/com.sun.management.internal");

    private static final List<String> EXPORTED = List.of(
            "java.base/java.lang.ref",
            "java.base/jdk.internal.misc",
            "java.base/jdk.internal.ref",
            "java.base/sun.nio.ch",
            "java.management.rmi/com.sun.jmx.remote.internal.rmi",
            "java.rmi/sun.rmi.registry",
            "java.rmi/sun.rmi.server",
            "java.rmi/sun.rmi.transport.tcp",
            "java.sql/java.sql",
            "jdk.compiler/com.sun.tools.javac.file",
            "jdk.unsupported/sun.misc");

    @Override
    public String name() {
        return Server.CASSANDRA.processName();
    }

    @Override
    public String builtClassPath() {
        return checkout.classPath("local-stack/servers/cassandra");
    }

    @Override
    public List<ListenPort> listens() {
        return List.of(
                new ListenPort(ports.cassandra(), "LINKLOG_CASSANDRA_PORT"),
                new ListenPort(ports.cassandraStorage(), "LINKLOG_CASSANDRA_STORAGE_PORT"));
    }

    /** Clients do not wait for Cassandra's writes, so it yields. In tests they do wait. */
    @Override
    public boolean yields() {
        return tuning == Tuning.LOAD;
    }

    @Override
    public Launch prepare() throws IOException {
        Path data = folder.resolve("data/cassandra");
        Path conf = folder.resolve("conf");
        Files.createDirectories(data);
        Files.createDirectories(conf);
        Path yaml = conf.resolve("cassandra.yaml");
        Path logback = conf.resolve("cassandra-logback.xml");
        Files.writeString(yaml, yaml(data));
        Files.writeString(logback, logback());
        List<String> command = new ArrayList<>();
        command.add(Jdk.forCassandra().java());
        command.addAll(tuning.jvm(tuning == Tuning.START ? 320 : 512));
        command.addAll(archive().flags());
        command.add("-XX:MaxDirectMemorySize=256m");
        command.add("-Xss384k");
        command.add("-XX:+UseTLAB");
        command.add("-Djava.net.preferIPv4Stack=true");
        command.add("-Djdk.attach.allowAttachSelf=true");
        OPENED.forEach(name -> command.addAll(List.of("--add-opens", name + "=ALL-UNNAMED")));
        EXPORTED.forEach(name -> command.addAll(List.of("--add-exports", name + "=ALL-UNNAMED")));
        command.add("-Dcassandra.config=" + yaml.toUri());
        command.add("-Dcassandra.storagedir=" + data);
        command.add("-Dcassandra.logdir=" + folder.resolve("logs"));
        command.add("-Dlogback.configurationFile=" + logback);
        command.add("-Dcassandra-foreground=yes");
        // a single node need not wait for others
        command.add("-Dcassandra.skip_wait_for_gossip_to_settle=0");
        command.add("-Dcassandra.ring_delay_ms=1");
        command.add("-Dcassandra.shutdown_announce_in_ms=0"); // nor tell them that it stops
        command.add("-Dcassandra.superuser_setup_delay_ms=0");
        // a full disk leaves a half-written row in the commit log, and each start would fail, also when there is room
        // again; Linklog writes again what was not surely on disk
        command.add("-Dcassandra.commitlog.ignorereplayerrors=true");
        command.addAll(List.of("-cp", builtClassPath()));
        command.add("org.apache.cassandra.service.CassandraDaemon");
        return new Launch(command, Map.of(), folder);
    }

    String yaml(Path data) {
        return """
                cluster_name: linklog
                num_tokens: 1
                partitioner: org.apache.cassandra.dht.Murmur3Partitioner
                endpoint_snitch: SimpleSnitch
                dynamic_snitch: false
                seed_provider:
                  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
                    parameters:
                      - seeds: "127.0.0.1:%2$d"
                listen_address: 127.0.0.1
                rpc_address: 127.0.0.1
                storage_port: %2$d
                start_native_transport: true
                native_transport_port: %1$d
                data_file_directories: ["%3$s/data"]
                commitlog_directory: "%3$s/commitlog"
                saved_caches_directory: "%3$s/saved_caches"
                hints_directory: "%3$s/hints"
                # Periodic like Cassandra's default, but more often: the projector commits an offset only after
                # its writes are on disk, and should not wait long. Group sync costs twice the CPU time, because
                # every write then blocks a thread.
                commitlog_sync: periodic
                commitlog_sync_period: %4$dms
                commitlog_segment_size: 8MiB
                commitlog_total_space: 256MiB
                # with a disk that is full, the default is a process that lives and answers nobody, also when there is
                # room again; a dead one is started again by the supervisor
                disk_failure_policy: die
                commit_failure_policy: die
                memtable_allocation_type: offheap_objects
                memtable_heap_space: 128MiB
                memtable_offheap_space: 256MiB
                file_cache_size: 32MiB
                networking_cache_size: 16MiB
                concurrent_reads: 16
                concurrent_writes: 16
                concurrent_compactors: 1
                compaction_throughput: 32MiB/s
                hinted_handoff_enabled: false
                # a replay drops whole keyspaces; their snapshots would fill the disk
                auto_snapshot: false
                incremental_backups: false
                auth_read_consistency_level: LOCAL_ONE
                auth_write_consistency_level: LOCAL_ONE
                """.formatted(ports.cassandra(), ports.cassandraStorage(), data, SYNC_PERIOD.toMillis())
                + (secured ? "authenticator: PasswordAuthenticator\nauthorizer: CassandraAuthorizer\n" : "");
    }

    private String logback() {
        return """
                <configuration>
                  <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder>
                      <pattern>%%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %%-5level [%%thread] %%logger{1} - %%msg%%n</pattern>
                    </encoder>
                  </appender>
                  <!-- start, stop, long pauses and the replay of the commit log; others write a line for each flush -->
                  <logger name="org.apache.cassandra.service" level="%1$s"/>
                  <logger name="org.apache.cassandra.transport" level="%1$s"/>
                  <logger name="org.apache.cassandra.db.commitlog" level="%1$s"/>
                  <root level="WARN"><appender-ref ref="OUT"/></root>
                </configuration>
                """.formatted(tuning == Tuning.START ? "WARN" : "INFO");
    }

    /** The native transport opens last: once it answers, the node is ready. */
    @Override
    public boolean answers() throws IOException {
        return Sockets.speaksCql(ports.cassandra());
    }

    private ClassArchive archive() {
        return new ClassArchive(name(), Jdk.forCassandra(), builtClassPath(), folder);
    }

    @Override
    public void endedInOrder() {
        archive().keep();
    }

    @Override
    public boolean profitsFromAnOrderlyEnd() {
        return !archive().exists();
    }
}
