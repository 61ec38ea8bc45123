package io.linklog.projector.replay;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.linklog.kit.cassandra.Keyspace;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads all rows of a table, page by page; retries a page that fails. Blocks. Confined to one thread. */
final class TableScan implements Iterator<ComparedTable.Line> {

    private static final Logger LOG = LoggerFactory.getLogger(TableScan.class);
    private static final int ROWS_PER_PAGE = 2_000;
    private static final Duration PAGE_DEADLINE = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 10;
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final CqlSession session;
    private final ComparedTable table;
    private final SimpleStatement statement;
    private @Nullable ResultSet page;
    private @Nullable ByteBuffer next;
    private boolean last;

    TableScan(CqlSession session, ComparedTable table, Keyspace keyspace) {
        this.session = session;
        this.table = table;
        this.statement = SimpleStatement.builder(table.scan(keyspace))
                .setPageSize(ROWS_PER_PAGE)
                .setTimeout(PAGE_DEADLINE)
                .setIdempotence(true)
                // the server warns about pages with many empty columns; the warnings would break the progress bar
                .setExecutionProfile(session.getContext()
                        .getConfig()
                        .getDefaultProfile()
                        .withBoolean(DefaultDriverOption.REQUEST_LOG_WARNINGS, false))
                .build();
    }

    @Override
    public boolean hasNext() {
        // a page may be empty without being the last one
        while ((page == null || page.getAvailableWithoutFetching() == 0) && !last) {
            page = fetch();
            next = page.getExecutionInfo().getPagingState();
            last = next == null;
        }
        return page != null && page.getAvailableWithoutFetching() > 0;
    }

    @Override
    public ComparedTable.Line next() {
        if (!hasNext() || page == null) {
            throw new NoSuchElementException();
        }
        Row row = page.one();
        if (row == null) {
            throw new NoSuchElementException();
        }
        return table.line(row);
    }

    private ResultSet fetch() {
        for (int attempt = 1; ; attempt++) {
            try {
                return session.execute(statement.setPagingState(next));
            } catch (DriverException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                LOG.warn("Reading {} failed and is repeated: {}", table.name(), e.toString());
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while reading a table", e);
        }
    }
}
