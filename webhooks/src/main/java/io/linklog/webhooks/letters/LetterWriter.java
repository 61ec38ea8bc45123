package io.linklog.webhooks.letters;

import io.linklog.kit.kafka.DeadLetterProducer;
import io.linklog.webhooks.call.OutgoingEvent;
import io.linklog.webhooks.hooks.Hook;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Puts events among the dead letters that could not be delivered; {@link LetterBox} reads them. Thread-safe. */
public final class LetterWriter {

    private final DeadLetterProducer deadLetters;
    private final Executor threads;

    /** @param threads that may block: as long as a send does where the brokers are away */
    public LetterWriter(DeadLetterProducer deadLetters, Executor threads) {
        this.deadLetters = deadLetters;
        this.threads = threads;
    }

    /**
     * Writes one, on another thread. Completes when the brokers have it, and fails when it is not known that they do.
     *
     * @param attempts that were made for it
     * @param why the last one failed, for people
     * @throws RejectedExecutionException when everything is being closed
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
