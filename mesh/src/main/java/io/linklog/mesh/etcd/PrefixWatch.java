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
 * One watch on the keys under a prefix, which ends for good at the first fault. jetcd would resume it, but may then
 * skip what happened while the connection was cut (it takes the revision at which the watch was made for one it has
 * seen).
 */
public final class PrefixWatch implements AutoCloseable {

    /** Called in order on jetcd's threads: passes on and returns. */
    public interface Listener {

        /**
         * The watch is made.
         *
         * @param revision of etcd at that moment; less than the one asked for when etcd lost data
         */
        void opened(long revision);

        /**
         * Keys were written or deleted.
         *
         * @param changes of one or more revisions, in their order
         */
        void changed(List<Change> changes);

        /**
         * Called once, also after {@link #close}.
         *
         * @param compacted whether changes since the revision asked for are no more to be had
         * @param cause null when the server ended it in order
         */
        void ended(boolean compacted, @Nullable Throwable cause);
    }

    /**
     * A key was written or deleted.
     *
     * @param item as written; null when it was deleted
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
                // a member cut off from the others ends the watch instead of staying silent
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
                    listener.opened(response.getHeader().getRevision());
                } else if (!response.getEvents().isEmpty()) {
                    listener.changed(response.getEvents().stream()
                            .map(PrefixWatch::change)
                            .toList());
                }
            }

            @Override
            public void onError(Throwable error) {
                if (!ended.getAndSet(true)) {
                    listener.ended(error instanceof CompactedException, error);
                }
            }

            @Override
            public void onCompleted() {
                if (!ended.getAndSet(true)) {
                    listener.ended(false, null);
                }
            }
        }));
    }

    private static Change change(WatchEvent event) {
        Etcd.Entry entry = Etcd.Entry.of(event.getKeyValue());
        boolean deleted = event.getEventType() == WatchEvent.EventType.DELETE;
        return new Change(entry.key(), deleted ? null : entry, entry.modRevision());
    }

    /** The listener hears of the end, if it has not yet. */
    @Override
    public void close() {
        watcher.close();
    }
}
