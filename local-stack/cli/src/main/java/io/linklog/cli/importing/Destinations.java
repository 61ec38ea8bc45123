package io.linklog.cli.importing;

import io.linklog.mesh.balance.Outcome;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Where batches go. Thread-safe. */
interface Destinations extends AutoCloseable {

    /**
     * The one for the next batch.
     *
     * @param failed the one that has just failed with it: another is better, where there is one; null for none
     */
    Destination next(@Nullable Destination failed);

    @Override
    default void close() {}

    /** One address, for one batch. */
    interface Destination {

        URI address();

        /** The batch is about to be sent: {@link #end} follows, exactly once. */
        default void begin() {}

        default void end(Outcome outcome, long nanos) {}
    }

    /** Always these, in turn. */
    static Destinations inTurn(List<URI> addresses) {
        List<URI> all = List.copyOf(addresses);
        AtomicInteger turn = new AtomicInteger();
        return failed -> {
            URI address = all.get(Math.floorMod(turn.getAndIncrement(), all.size()));
            return () -> address;
        };
    }
}
