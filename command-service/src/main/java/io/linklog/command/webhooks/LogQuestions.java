package io.linklog.command.webhooks;

import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.mesh.async.DaemonThreads;
import io.linklog.webhooks.control.LogPlaces;
import io.linklog.webhooks.hooks.Hook;
import io.linklog.webhooks.letters.LetterBox;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Asks Kafka about webhooks, on threads of its own, because the answers take up to some seconds. A tenant has one
 * question at a time, so it cannot take the places of others. Thread-safe.
 */
public final class LogQuestions implements AutoCloseable {

    private static final int THREADS = 2;
    private static final int WAITING = 16;
    private static final int MOST_LETTERS = 100;
    private static final Duration LETTERS_DEADLINE = Duration.ofSeconds(5);

    private final KafkaSettings kafka;
    private final LogPlaces places;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(WAITING),
            DaemonThreads.named("webhook-questions"));

    public LogQuestions(KafkaSettings kafka) {
        this.kafka = kafka;
        this.places = new LogPlaces(kafka);
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Asks about places on the log.
     *
     * @return fails with a {@link org.apache.kafka.common.KafkaException} if the brokers do not answer
     * @throws ProblemException 429 while the tenant asks something else, 503 if there is no place
     */
    <T> CompletableFuture<T> ask(String tenant, Function<LogPlaces, T> question) {
        if (!busy.add(tenant)) {
            throw new ProblemException(Problem.rateLimited(
                    "webhooks", "Another call about a webhook of this tenant is in progress; wait for its answer"));
        }
        try {
            return CompletableFuture.supplyAsync(() -> question.apply(places), threads)
                    .whenComplete((answer, error) -> busy.remove(tenant));
        } catch (RejectedExecutionException e) {
            busy.remove(tenant);
            throw new ProblemException(Problem.unavailable("Too many calls about webhooks are in progress"));
        }
    }

    /** The oldest dead letters of a hook; see {@link #ask}. */
    CompletableFuture<List<LetterBox.Letter>> letters(Hook hook) {
        return ask(hook.tenant(), log -> {
            try (LetterBox box = new LetterBox(kafka, hook)) {
                return box.read(MOST_LETTERS, LETTERS_DEADLINE);
            }
        });
    }

    @Override
    public void close() {
        threads.shutdownNow();
        places.close();
    }
}
