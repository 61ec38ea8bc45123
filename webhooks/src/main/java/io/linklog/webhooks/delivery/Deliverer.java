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
 * Delivers to one hook on a thread of its own. Runs a {@link HookGroupMember}, and starts a new one after a pause if
 * the last one failed.
 *
 * <p>The metadata of a committed offset is the number of the request that it follows (see {@link Hook.Position}). So a
 * replay only changes the hook in etcd: an instance that sees the change late commits under the old number, and those
 * offsets are void.
 *
 * <p>Thread-safe. Only its own thread uses the member, until that thread has ended.
 */
final class Deliverer implements AutoCloseable {

    /** What all deliverers of a process share. */
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

    /** @param gone takes the answer of an endpoint that wants no more events */
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

    /** Replaces the hook that it delivers to by a newer version. */
    void follow(Hook hook) {
        wanted = hook;
    }

    /** For each assigned partition, the offset before which all events are delivered or dead letters. */
    Map<TopicPartition, Long> finishedOffsets() {
        HookGroupMember now = member;
        return now == null ? Map.of() : now.finishedOffsets();
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
            // close() was called
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

    /** Waits for calls in flight, at most as long as a call may take, and commits. */
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
