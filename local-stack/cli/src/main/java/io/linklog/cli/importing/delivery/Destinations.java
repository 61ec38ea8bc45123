package io.linklog.cli.importing.delivery;

import io.linklog.mesh.balance.Outcome;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Chooses where each batch goes. Thread-safe. */
public interface Destinations extends AutoCloseable {

    /**
     * Chooses the destination of the next attempt.
     *
     * @param failed the destination of the failed attempt before, which is avoided where there is another; else null
     */
    Destination next(@Nullable Destination failed);

    @Override
    default void close() {}

    /** One address for one attempt. */
    interface Destination {

        URI address();

        /** The attempt begins: {@link #end} follows, exactly once. */
        default void begin() {}

        default void end(Outcome outcome, long nanos) {}
    }

    /** The same addresses, in turn. */
    static Destinations inTurn(List<URI> addresses) {
        List<URI> all = List.copyOf(addresses);
        AtomicInteger turn = new AtomicInteger();
        return failed -> {
            URI address = all.get(Math.floorMod(turn.getAndIncrement(), all.size()));
            return () -> address;
        };
    }
}
