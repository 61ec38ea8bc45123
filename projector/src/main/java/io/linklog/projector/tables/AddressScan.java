package io.linklog.projector.tables;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.client.Networks;
import io.linklog.schemas.encoding.AddressText;
import io.linklog.schemas.encoding.EpochMicros;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Deletes single visits by the address of the visitor. No table has an index of addresses, so it reads all visits, one
 * range of tokens after another. Idempotent. Thread-safe.
 */
public final class AddressScan {

    /** The table is read in as many parts; a part that fails is read again. */
    public static final int PARTS = 64;

    // the deletions of a page run at once; the driver has room for 1,024 on a connection
    private static final int ROWS_OF_A_PAGE = 200;
    private static final int BITS_OF_A_PART = 64 - Integer.numberOfTrailingZeros(PARTS);

    private final CqlSession session;
    private final PreparedStatement select;
    private final PreparedStatement delete;

    /** Prepares the statements; blocks. The table must exist. */
    public AddressScan(CqlSession session, Keyspace keyspace) {
        String table = keyspace.name() + ".visits";
        this.session = session;
        this.select = session.prepare(
                SimpleStatement.builder("SELECT code, day, at, journal, partition, sequence, address FROM " + table
                                + " WHERE token(code, day) > ? AND token(code, day) <= ?")
                        .setPageSize(ROWS_OF_A_PAGE)
                        .setIdempotence(true)
                        .build());
        this.delete = session.prepare(SimpleStatement.newInstance("DELETE FROM " + table + " USING TIMESTAMP ?"
                        + " WHERE code = ? AND day = ? AND at = ? AND journal = ? AND partition = ? AND sequence = ?")
                .setIdempotent(true));
    }

    /**
     * Deletes the visits of one part of the table.
     *
     * @param part from 0
     * @param until later visits stay
     */
    public CompletionStage<Void> delete(int part, Networks addresses, Instant until) {
        long begin = Long.MIN_VALUE + ((long) part << BITS_OF_A_PART);
        long end = part + 1 == PARTS ? Long.MAX_VALUE : Long.MIN_VALUE + ((long) (part + 1) << BITS_OF_A_PART);
        return session.executeAsync(select.bind(begin, end)).thenCompose(page -> delete(page, addresses, until));
    }

    private CompletionStage<Void> delete(AsyncResultSet page, Networks addresses, Instant until) {
        List<CompletableFuture<?>> deletions = new ArrayList<>();
        for (Row row : page.currentPage()) {
            Instant at = row.getInstant("at");
            if (at != null && !at.isAfter(until) && contains(addresses, row)) {
                deletions.add(session.executeAsync(delete.bind(
                                EpochMicros.of(until),
                                row.getString("code"),
                                row.getLocalDate("day"),
                                at,
                                row.getString("journal"),
                                row.getInt("partition"),
                                row.getLong("sequence")))
                        .toCompletableFuture());
            }
        }
        CompletableFuture<Void> deleted = CompletableFuture.allOf(deletions.toArray(CompletableFuture[]::new));
        return page.hasMorePages()
                ? deleted.thenCompose(done -> page.fetchNextPage()).thenCompose(next -> delete(next, addresses, until))
                : deleted;
    }

    private static boolean contains(Networks addresses, Row row) {
        String text = row.getString("address");
        byte[] address = text == null ? null : AddressText.parse(text);
        return address != null && addresses.contains(address);
    }
}
