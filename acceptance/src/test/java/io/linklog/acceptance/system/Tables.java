package io.linklog.acceptance.system;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.Row;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** Cassandra's tables as other programs see them. */
public final class Tables implements AutoCloseable {

    public static final List<String> NAMES = List.of("links", "link_history", "link_list", "link_list_hours");

    private final CqlSession session;

    public Tables(Linklog linklog) {
        this.session = CqlSession.builder()
                .addContactPoint(new InetSocketAddress("127.0.0.1", linklog.port("LINKLOG_CASSANDRA_PORT")))
                .withLocalDatacenter("datacenter1")
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
                        .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofSeconds(30))
                        .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
                        .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
                        .build())
                .build();
    }

    /** The numbers of the existing keyspaces. */
    public TreeSet<Integer> keyspaces() {
        TreeSet<Integer> numbers = new TreeSet<>();
        for (Row row : session.execute("SELECT keyspace_name FROM system_schema.keyspaces")) {
            String name = String.valueOf(row.getString(0));
            if (name.matches("linklog_\\d+")) {
                numbers.add(Integer.valueOf(name.substring("linklog_".length())));
            }
        }
        return numbers;
    }

    /** All rows of a table, one string per row, with the columns sorted by name. */
    public TreeSet<String> rows(int keyspace, String table) {
        TreeSet<String> rows = new TreeSet<>();
        for (Row row : session.execute("SELECT * FROM linklog_" + keyspace + "." + table)) {
            TreeMap<String, String> columns = new TreeMap<>();
            row.getColumnDefinitions()
                    .forEach(column -> columns.put(
                            column.getName().asInternal(), String.valueOf(row.getObject(column.getName()))));
            rows.add(columns.toString());
        }
        return rows;
    }

    @Override
    public void close() {
        session.close();
    }
}
