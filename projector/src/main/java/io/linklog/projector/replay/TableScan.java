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

/** All rows of a table, page by page; a page that fails is asked for again. Confined to one thread, which it blocks. */
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
                // the server warns of each page with many empty columns, which is nothing to act upon and tears the bar
                .setExecutionProfile(session.getContext()
                        .getConfig()
                        .getDefaultProfile()
                        .withBoolean(DefaultDriverOption.REQUEST_LOG_WARNINGS, false))
                .build();
    }

    @Override
    public boolean hasNext() {
        // a page may be empty and yet not the last
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
                LOG.warn("Reading {} failed and is tried again: {}", table.name(), e.toString());
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
