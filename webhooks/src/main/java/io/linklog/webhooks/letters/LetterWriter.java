package io.linklog.webhooks.letters;

import io.linklog.kit.kafka.DeadLetterProducer;
import io.linklog.webhooks.call.OutgoingEvent;
import io.linklog.webhooks.hooks.Hook;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Writes events that could not be delivered to the dead letters. {@link LetterBox} reads them. Thread-safe. */
public final class LetterWriter {

    private final DeadLetterProducer deadLetters;
    private final Executor threads;

    /** @param threads may block for two seconds while no broker answers */
    public LetterWriter(DeadLetterProducer deadLetters, Executor threads) {
        this.deadLetters = deadLetters;
        this.threads = threads;
    }

    /**
     * Writes a letter on another thread. The future completes when the brokers have it, and fails if that is not known.
     *
     * @param attempts the number of calls that were made for the event
     * @param why the result of the last one, for people
     * @throws RejectedExecutionException if the threads are shut down
     */
    public CompletableFuture<Void> write(Hook hook, OutgoingEvent event, int attempts, String why) {
        Map<String, String> headers =
                Map.of(LetterOrigin.HOOK, hook.id(), LetterOrigin.ATTEMPTS, Integer.toString(attempts));
        CompletableFuture<Void> written = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                deadLetters
                        .send(event.record(), new UndeliveredException(why), headers)
                        .whenComplete((sent, error) -> {
                            if (error == null) {
                                written.complete(null);
                            } else {
                                written.completeExceptionally(error);
                            }
                        });
            } catch (RuntimeException e) {
                written.completeExceptionally(e);
            }
        });
        return written;
    }
}
