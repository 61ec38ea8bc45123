package io.linklog.projector.webhook;

import io.linklog.projector.DeadLetters;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Puts events among the dead letters that could not be delivered; {@link LetterBox} reads them. Thread-safe. */
final class LetterWriter {

    private final DeadLetters deadLetters;
    private final Executor threads;

    /** @param threads that may block: as long as a send does where the brokers are away */
    LetterWriter(DeadLetters deadLetters, Executor threads) {
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
    CompletableFuture<Void> write(Hook hook, Outgoing event, int attempts, String why) {
        Map<String, String> headers = Map.of(Origin.HOOK, hook.id(), "linklog-attempts", Integer.toString(attempts));
        CompletableFuture<Void> written = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                deadLetters.send(event.record(), new Undelivered(why), headers).whenComplete((sent, error) -> {
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
