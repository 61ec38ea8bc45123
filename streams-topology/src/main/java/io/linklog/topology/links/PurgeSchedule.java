package io.linklog.topology.links;

import io.linklog.schemas.DeleteLink;
import io.linklog.schemas.KeyRole;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.SenderKey;
import io.linklog.schemas.StoredLink;
import io.linklog.schemas.topics.CommandKey;
import io.linklog.topology.links.DeletionTimes.Deletion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Sends a command for each link that was deleted long ago: the purge that an admin would send. So it is decided, logged
 * and rebuilt like every other. It names the version of the link: what was restored meanwhile is not purged. Confined
 * to the task's thread.
 */
final class PurgeSchedule {

    /** Stands for the key of an admin, which has 12 characters. */
    static final String SENDER = "linklog";

    /** Of one partition in a second: far less than it decides, and enough for millions a day. */
    static final int MOST = 50;

    private static final Duration BETWEEN = Duration.ofSeconds(1);
    private static final long MICROS_PER_MILLI = 1_000;

    private final ProcessorContext<String, Object> context;
    private final PartitionStores stores;
    private final Duration after;
    private final Cancellable schedule;

    /**
     * Begins. The stores are whole.
     *
     * @param after time since the deletion
     */
    PurgeSchedule(ProcessorContext<String, Object> context, PartitionStores stores, Duration after) {
        this.context = context;
        this.stores = stores;
        this.after = after;
        this.schedule = context.schedule(BETWEEN, PunctuationType.WALL_CLOCK_TIME, this::send);
    }

    private void send(long nowMs) {
        long until = Math.max(0, nowMs - after.toMillis()) * MICROS_PER_MILLI;
        DeletionTimes deletions = stores.deletions();
        for (Deletion deletion : deletions.until(until, MOST)) {
            StoredLink link = stores.link(deletion.name());
            if (link != null && deletion.isLatestOf(link.getLink())) {
                LinkCommand purge = purge(link.getLink(), deletion);
                context.forward(new Record<>(CommandKey.of(purge), purge, nowMs), LinkNodes.COMMANDS_SINK);
            }
            // in the transaction of the command, so it is sent once; a rebuild may send it again, which changes nothing
            deletions.remove(deletion);
        }
    }

    private static LinkCommand purge(Link link, Deletion deletion) {
        String id = "purge " + link.getVersion() + " " + deletion.name();
        return LinkCommand.newBuilder()
                .setCommandId(UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8))
                        .toString())
                .setTenant(link.getTenant())
                .setDomain(link.getDomain())
                .setSenderKey(new SenderKey(SENDER, KeyRole.ADMIN))
                .setBody(new DeleteLink(link.getCode(), link.getVersion(), null, true))
                .build();
    }

    void close() {
        schedule.cancel();
    }
}
