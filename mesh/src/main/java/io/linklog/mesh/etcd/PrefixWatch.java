package io.linklog.mesh.etcd;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.common.exception.CompactedException;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.etcd.jetcd.watch.WatchResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One watch on the keys under a prefix. It ends permanently at the first fault: jetcd would resume it, but may then
 * skip the changes made while the connection was cut, because it treats the revision at which the watch was created as
 * already delivered.
 */
public final class PrefixWatch implements AutoCloseable {

    /** Called in order on jetcd's threads, so it must not block: it hands events to another thread. */
    public interface Listener {

        /**
         * The watch is open.
         *
         * @param revision etcd's revision at that moment; less than the requested one if etcd lost data
         */
        void onOpened(long revision);

        /**
         * Keys were written or deleted.
         *
         * @param changes the changes of one or more revisions, in order
         */
        void onChanged(List<Change> changes);

        /**
         * The watch has ended. Called once, also after {@link #close}.
         *
         * @param compacted whether etcd no longer has the changes since the requested revision
         * @param cause null if the server ended the watch normally
         */
        void onEnded(boolean compacted, @Nullable Throwable cause);
    }

    /**
     * A key was written or deleted.
     *
     * @param entry the entry as written; null if the key was deleted
     */
    public record Change(String key, Etcd.@Nullable Entry entry, long revision) {}

    private final Watch.Watcher watcher;

    private PrefixWatch(Watch.Watcher watcher) {
        this.watcher = watcher;
    }

    static PrefixWatch open(Client client, String prefix, long fromRevision, Listener listener) {
        WatchOption option = WatchOption.builder()
                .isPrefix(true)
                .withRevision(fromRevision)
                .withCreateNotify(true)
                // a member that is cut off from the others ends the watch instead of staying silent
                .withRequireLeader(true)
                .build();
        AtomicBoolean ended = new AtomicBoolean();
        return new PrefixWatch(client.getWatchClient().watch(Etcd.bytes(prefix), option, new Watch.Listener() {
            @Override
            public void onNext(WatchResponse response) {
                if (ended.get()) {
                    return;
                }
                if (response.isCreatedNotify()) {
                    listener.onOpened(response.getHeader().getRevision());
                } else if (!response.getEvents().isEmpty()) {
                    listener.onChanged(response.getEvents().stream()
                            .map(PrefixWatch::change)
                            .toList());
                }
            }

            @Override
            public void onError(Throwable error) {
                if (!ended.getAndSet(true)) {
                    listener.onEnded(error instanceof CompactedException, error);
                }
            }

            @Override
            public void onCompleted() {
                if (!ended.getAndSet(true)) {
                    listener.onEnded(false, null);
                }
            }
        }));
    }

    private static Change change(WatchEvent event) {
        Etcd.Entry entry = Etcd.Entry.of(event.getKeyValue());
        boolean deleted = event.getEventType() == WatchEvent.EventType.DELETE;
        return new Change(entry.key(), deleted ? null : entry, entry.modRevision());
    }

    /** Ends the watch and calls {@link Listener#onEnded}, if it has not been called. */
    @Override
    public void close() {
        watcher.close();
    }
}
