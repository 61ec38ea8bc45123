package io.linklog.acceptance.security;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** Does what {@code cqlsh} would do. */
final class CassandraRights {

    private CassandraRights() {}

    /** A session of a user. */
    static CqlSession session(String user, String password, int port) {
        return CqlSession.builder()
                .addContactPoint(new InetSocketAddress("127.0.0.1", port))
                .withLocalDatacenter("datacenter1")
                .withAuthCredentials(user, password)
                .build();
    }

    /** @param call of {@code cqlsh} */
    static void run(ToolCall call, CqlSession session) {
        List<String> lines =
                call.input().lines().filter(line -> !line.startsWith("--")).toList();
        for (String statement : String.join("\n", lines).split(";")) {
            if (!statement.isBlank()) {
                session.execute(SimpleStatement.newInstance(statement.strip()).setTimeout(Duration.ofSeconds(30)));
            }
        }
    }
}
