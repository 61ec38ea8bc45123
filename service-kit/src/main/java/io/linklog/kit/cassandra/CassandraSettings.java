package io.linklog.kit.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.ProgrammaticDriverConfigLoaderBuilder;
import io.linklog.kit.settings.Env;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How to connect to Cassandra.
 *
 * @param contactPoints nodes, each as host:port
 * @param datacenter the name of the local data centre
 * @param user the user for password authentication
 * @param driverFile the driver's own configuration file (TLS, …); it overrides these settings
 * @param requestTimeout the timeout of one statement
 * @param replication the replication of new keyspaces, as CQL map text
 * @param reader the role that may read each new keyspace of tables; empty where Cassandra asks for no rights
 */
public record CassandraSettings(
        List<String> contactPoints,
        String datacenter,
        Optional<String> user,
        Optional<String> password,
        Optional<Path> driverFile,
        Duration requestTimeout,
        String replication,
        Optional<String> reader) {

    private static final int CLOSE_QUIET_MILLIS = 50;
    private static final int CLOSE_MILLIS = 15_000;

    /** Reads the settings. {@link Env#check()} reports mistakes. */
    public static CassandraSettings from(Env env) {
        return new CassandraSettings(
                env.list(
                        "LINKLOG_CASSANDRA_CONTACT_POINTS",
                        "localhost:9042",
                        "nodes of Cassandra as host:port, separated by commas"),
                env.string("LINKLOG_CASSANDRA_DATACENTER", "datacenter1", "name of the local data centre in Cassandra"),
                env.optional("LINKLOG_CASSANDRA_USER", "user for password authentication at Cassandra"),
                env.secret("LINKLOG_CASSANDRA_PASSWORD", "password of the Cassandra user"),
                env.optional(
                                "LINKLOG_CASSANDRA_CONFIG",
                                "configuration file of the Cassandra driver (TLS, …); overrides the other settings")
                        .map(Path::of),
                env.duration(
                        "LINKLOG_CASSANDRA_TIMEOUT",
                        Duration.ofSeconds(2),
                        "timeout of one statement in the Cassandra driver"),
                env.string(
                        "LINKLOG_CASSANDRA_REPLICATION",
                        "{'class': 'NetworkTopologyStrategy', 'replication_factor': 1}",
                        "replication of new keyspaces, as a CQL map"),
                env.optional(
                        "LINKLOG_CASSANDRA_READER",
                        "role of query-service where Cassandra checks rights; it may read each new keyspace"));
    }

    /**
     * Opens a session without a default keyspace: each statement names its keyspace, because a replay switches to
     * another one.
     *
     * @throws com.datastax.oss.driver.api.core.AllNodesFailedException if no node answers
     */
    public CqlSession open() {
        ProgrammaticDriverConfigLoaderBuilder config = DriverConfigLoader.programmaticBuilder()
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, requestTimeout)
                // a QUORUM read sees each QUORUM write, even if one node is down
                .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "QUORUM")
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofSeconds(5))
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, Duration.ofSeconds(5))
                // the server needs longer to create a table than to read a row
                .withDuration(DefaultDriverOption.METADATA_SCHEMA_REQUEST_TIMEOUT, Duration.ofSeconds(10))
                // a schema change waits until the driver has refreshed its metadata; by default the driver first
                // waits a second for more changes
                .withDuration(DefaultDriverOption.METADATA_SCHEMA_WINDOW, Duration.ofMillis(20))
                // requests have ended before a close; by default the driver then waits 2 s for late tasks of its own,
                // which would delay the end of each process and command
                .withString(DefaultDriverOption.NETTY_IO_SHUTDOWN_UNIT, "MILLISECONDS")
                .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, CLOSE_QUIET_MILLIS)
                .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_TIMEOUT, CLOSE_MILLIS)
                .withString(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_UNIT, "MILLISECONDS")
                .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, CLOSE_QUIET_MILLIS)
                .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_TIMEOUT, CLOSE_MILLIS)
                .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(500))
                .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(10));
        DriverConfigLoader loader = config.build();
        if (driverFile.isPresent()) {
            loader = DriverConfigLoader.compose(DriverConfigLoader.fromPath(driverFile.get()), loader);
        }
        var builder = CqlSession.builder().withConfigLoader(loader).withLocalDatacenter(datacenter);
        builder.addContactPoints(addresses());
        if (user.isPresent()) {
            builder.withAuthCredentials(user.get(), password.orElse(""));
        }
        return builder.build();
    }

    private List<InetSocketAddress> addresses() {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String point : contactPoints) {
            int colon = point.lastIndexOf(':');
            addresses.add(
                    colon < 0
                            ? new InetSocketAddress(point, 9042)
                            : new InetSocketAddress(
                                    point.substring(0, colon), Integer.parseInt(point.substring(colon + 1))));
        }
        return addresses;
    }

    /** Does not contain the password. */
    @Override
    public String toString() {
        return "CassandraSettings[contactPoints=" + contactPoints + ", datacenter=" + datacenter + ", user=" + user
                + "]";
    }
}
