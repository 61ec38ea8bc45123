package io.linklog.kit.cassandra;

import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.Row;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkOrigin;
import io.linklog.schemas.LinkState;
import io.linklog.schemas.Takedown;
import io.linklog.schemas.encoding.EpochMicros;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.projection.ProjectionTables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A link as a row: writes and reads the columns of the table {@code links}, which {@code link_history} has too. A null
 * column is an attribute that the link does not have.
 */
public final class LinkRow {

    /** What to write for an attribute that a link does not have. */
    public enum Absent {
        /** A null, which erases an older value; in Cassandra it is a tombstone. */
        ERASE,
        /** Nothing, for rows that have no older value. */
        SKIP
    }

    private static final List<String> NAMES = ProjectionTables.table("links").columns();

    /** The columns of a link, separated by commas, for statements. */
    public static final String COLUMNS = String.join(", ", NAMES);
    /** A bind marker for each of {@link #COLUMNS}. */
    public static final String MARKERS = String.join(", ", Collections.nCopies(NAMES.size(), "?"));
    /** The number of {@link #COLUMNS}. */
    public static final int SIZE = NAMES.size();

    private LinkRow() {}

    /** Sets the columns of a link in a statement that names each of them. */
    public static BoundStatementBuilder write(BoundStatementBuilder statement, Link link, Absent absent) {
        LinkAttributes attributes = link.getAttributes();
        BoundStatementBuilder row = statement
                .setString("code", LinkName.text(link))
                .setString("tenant", link.getTenant())
                .setLong("version", link.getVersion())
                .setString("state", link.getState().name())
                .setLong("created_at", EpochMicros.of(link.getCreatedAt()))
                .setLong("edited_at", EpochMicros.of(link.getEditedAt()))
                .setString("long_url", attributes.getLongUrl())
                .setList("tags", attributes.getTags(), String.class)
                .setInt("redirect_status", attributes.getRedirectStatus())
                .setBoolean("forward_query", attributes.getForwardQuery())
                .setBoolean("crawlable", attributes.getCrawlable());
        // these never change, so an older row has nothing to erase
        row = set(row, "created_by", link.getCreatedBy(), String.class, Absent.SKIP);
        LinkOrigin origin = link.getOrigin();
        row = set(row, "date_created", origin == null ? null : origin.getDateCreated(), Instant.class, Absent.SKIP);
        row = set(row, "base_visits", origin == null ? null : origin.getBaseVisits(), Long.class, Absent.SKIP);
        Takedown takedown = link.getTakedown();
        row = set(row, "takedown_reason", takedown == null ? null : takedown.getReason(), String.class, absent);
        // these count only beside a reason, so an older one need not be erased
        row = set(row, "takedown_status", takedown == null ? null : takedown.getStatus(), Integer.class, Absent.SKIP);
        row = set(
                row,
                "takedown_by_system",
                takedown == null ? null : takedown.getBySystem(),
                Boolean.class,
                Absent.SKIP);
        row = set(
                row,
                "takedown_of_deleted",
                takedown == null ? null : takedown.getOfDeleted(),
                Boolean.class,
                Absent.SKIP);
        row = set(
                row,
                "takedown_at",
                takedown == null ? null : EpochMicros.of(takedown.getAt()),
                Long.class,
                Absent.SKIP);
        row = set(row, "title", attributes.getTitle(), String.class, absent);
        row = set(row, "redirect_rules", RulesText.write(attributes.getRedirectRules()), String.class, absent);
        row = set(row, "password_hash", attributes.getPasswordHash(), String.class, absent);
        row = set(row, "description", attributes.getDescription(), String.class, absent);
        row = set(row, "image_url", attributes.getImageUrl(), String.class, absent);
        row = set(row, "valid_since", attributes.getValidSince(), Instant.class, absent);
        row = set(row, "valid_until", attributes.getValidUntil(), Instant.class, absent);
        return set(row, "max_visits", attributes.getMaxVisits(), Long.class, absent);
    }

    private static <T> BoundStatementBuilder set(
            BoundStatementBuilder row, String column, @Nullable T value, Class<T> type, Absent absent) {
        if (value != null) {
            return row.set(column, value, type);
        }
        return absent == Absent.ERASE ? row.setToNull(column) : row.unset(column);
    }

    /** Reads the link of a row that has all {@link #COLUMNS}. */
    public static Link read(Row row) {
        List<String> tags = row.getList("tags", String.class);
        LinkAttributes attributes = new LinkAttributes(
                row.getString("long_url"),
                row.getString("title"),
                tags == null ? List.of() : new ArrayList<>(tags),
                row.getInstant("valid_since"),
                row.getInstant("valid_until"),
                row.get("max_visits", Long.class),
                row.getInt("redirect_status"),
                row.getBoolean("forward_query"),
                row.getBoolean("crawlable"),
                RulesText.read(row.getString("redirect_rules")),
                row.getString("password_hash"),
                row.getString("description"),
                row.getString("image_url"));
        LinkName name = LinkName.parse(row.getString("code"));
        return new Link(
                name.code(),
                row.getString("tenant"),
                row.getLong("version"),
                LinkState.valueOf(row.getString("state")),
                EpochMicros.toInstant(row.getLong("created_at")),
                EpochMicros.toInstant(row.getLong("edited_at")),
                attributes,
                row.getString("created_by"),
                name.domain(),
                takedown(row),
                false,
                origin(row));
    }

    private static @Nullable LinkOrigin origin(Row row) {
        Instant dateCreated = row.getInstant("date_created");
        long baseVisits = row.getLong("base_visits");
        return dateCreated == null && baseVisits == 0 ? null : new LinkOrigin(dateCreated, baseVisits);
    }

    private static @Nullable Takedown takedown(Row row) {
        String reason = row.getString("takedown_reason");
        return reason == null
                ? null
                : new Takedown(
                        reason,
                        row.getInt("takedown_status"),
                        row.getBoolean("takedown_by_system"),
                        row.getBoolean("takedown_of_deleted"),
                        EpochMicros.toInstant(row.getLong("takedown_at")));
    }
}
