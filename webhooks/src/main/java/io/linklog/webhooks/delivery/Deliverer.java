package io.linklog.webhooks.delivery;

import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import io.linklog.webhooks.call.EventReader;
import io.linklog.webhooks.hooks.Hook;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Delivers to one hook, on a thread of its own, as a {@link HookGroupMember} of its consumer group: a new one, after a
 * pause, when the one before has failed.
 *
 * <p>An offset is committed together with the number of the request that it follows (see {@link Hook.Position}). So a
 * replay is a change of the record alone, whoever has the partition and whatever is committed meanwhile by one that has
 * not seen it.
 *
 * <p>Thread-safe: the record is handed to its thread, which alone has the member until it has ended.
 */
final class Deliverer implements AutoCloseable {

    /** What a deliverer is made with, the same for all of a process. */
    interface Parts {
        Consumer<byte[], byte[]> consumer(String group);

        EventReader reader();

        Dispatcher dispatcher(Hook hook, DeliveryTally tally, java.util.function.Consumer<String> gone);

        Duration callTimeout();
    }

    private final Parts parts;
    private final DeliveryTally tally;
    private final HookMeters meters;
    private final java.util.function.Consumer<String> gone;
    private final Loop loop;
    private volatile Hook wanted;
    private volatile @Nullable HookGroupMember member;

    /** @param gone is told what an endpoint said that wants no more */
    Deliverer(
            Hook hook,
            Parts parts,
            DeliveryTally tally,
            HookMeters meters,
            java.util.function.Consumer<String> gone,
            Health health) {
        this.wanted = hook;
        this.parts = parts;
        this.tally = tally;
        this.meters = meters;
        this.gone = gone;
        this.loop = Loop.start("webhook " + hook.id(), this::step, this::wakeUp, health);
    }

    /** From now on by this record. */
    void follow(Hook hook) {
        wanted = hook;
    }

    /** For each partition it has: the offset before which nothing is left to do. */
    Map<TopicPartition, Long> done() {
        HookGroupMember now = member;
        return now == null ? Map.of() : now.done();
    }

    private void step() throws Exception {
        HookGroupMember now = member;
        try {
            if (now == null) {
                now = new HookGroupMember(wanted, parts, tally, meters, gone);
                member = now;
            }
            now.step(wanted);
        } catch (WakeupException e) {
            // it is being closed
        } catch (InterruptException | InterruptedException e) {
            throw new InterruptedException();
        } catch (Exception e) {
            member = null;
            if (now != null) {
                now.abandon();
            }
            throw e;
        }
    }

    private void wakeUp() {
        HookGroupMember now = member;
        if (now != null) {
            now.wakeUp();
        }
    }

    /** Ends cleanly: what is under way is finished, if that does not take longer than a call may, and committed. */
    @Override
    public void close() {
        loop.close();
        HookGroupMember now = member;
        member = null;
        if (now != null) {
            now.close();
        }
    }
}
