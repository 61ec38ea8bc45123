package io.linklog.query.lookup;

import com.datastax.oss.driver.api.core.cql.Row;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of the projection as links. */
public final class LinkRow {

    /** The columns of {@code links}, in the order that the statements ask for them. */
    public static final String COLUMNS = "code, tenant, version, state, created_at, edited_at, long_url, title, tags,"
            + " valid_since, valid_until, max_visits, redirect_status, forward_query, crawlable";

    private LinkRow() {}

    public static Link of(Row row) {
        List<String> tags = row.getList("tags", String.class);
        LinkAttributes attributes = new LinkAttributes(
                row.getString("long_url"),
                row.getString("title"),
                tags == null ? List.of() : new ArrayList<>(tags),
                row.getInstant("valid_since"),
                row.getInstant("valid_until"),
                nullableLong(row, "max_visits"),
                row.getInt("redirect_status"),
                row.getBoolean("forward_query"),
                row.getBoolean("crawlable"));
        return new Link(
                row.getString("code"),
                row.getString("tenant"),
                row.getLong("version"),
                LinkState.valueOf(row.getString("state")),
                ofMicros(row.getLong("created_at")),
                ofMicros(row.getLong("edited_at")),
                attributes);
    }

    static Instant ofMicros(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    public static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static @Nullable Long nullableLong(Row row, String column) {
        return row.isNull(column) ? null : row.getLong(column);
    }
}
