package io.linklog.acceptance.load;

import static io.linklog.acceptance.system.Api.link;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.acceptance.system.Answer;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.Log;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that create links continuously. Each request has its own idempotency key, and is repeated under that key
 * until it is answered, as a well-behaved client does while the system fails.
 */
public final class KeyedCreates implements AutoCloseable {

    private static final int CLIENTS = 4;

    private final Api api;
    private final String name;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicInteger next = new AtomicInteger();
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final List<String> failed = java.util.Collections.synchronizedList(new ArrayList<>());
    private final List<String> refused = java.util.Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> clients = new ArrayList<>();

    public KeyedCreates(Api api) {
        this.api = api;
        this.name = Linklog.freshSlug("keyed");
        for (int i = 0; i < CLIENTS; i++) {
            Thread client = new Thread(this::createWithoutPause, "client-" + i);
            client.start();
            clients.add(client);
        }
    }

    private String target(int number) {
        return "https://example.org/" + name + "/" + number;
    }

    private void createWithoutPause() {
        while (!stopping.get()) {
            int number = next.getAndIncrement();
            createUntilAnswered(number);
            // the pause leaves CPU time to Linklog, which runs on the same machine
            LockSupport.parkNanos(20_000_000);
        }
    }

    private void createUntilAnswered(int number) {
        while (true) {
            try {
                Answer answer = api.create(link(target(number)), "Idempotency-Key", name + "-" + number);
                if (answer.status() == 201) {
                    acknowledged.put(target(number), answer.member("shortCode"));
                    return;
                }
                if (answer.status() < 500 && answer.status() != 202) {
                    refused.add(answer.toString());
                    return;
                }
                if (answer.status() != 202) {
                    failed.add(answer.toString());
                }
            } catch (UncheckedIOException brokenOff) {
                // counts as no answer: repeat
                failed.add(brokenOff.toString());
            }
            LockSupport.parkNanos(200_000_000);
        }
    }

    public int acknowledged() {
        return acknowledged.size();
    }

    /** Failed attempts before an answer. A create that is still undecided (202) is no failure. */
    public List<String> failed() {
        return List.copyOf(failed);
    }

    /** Stops the clients as soon as each has the answer to its request. All services must run. */
    @Override
    public void close() throws InterruptedException {
        stopping.set(true);
        for (Thread client : clients) {
            client.join(120_000);
            assertThat(client.isAlive())
                    .as("%s has its answer", client.getName())
                    .isFalse();
        }
    }

    /** Fails unless each request made exactly one link, and the link leads to its target. Call after {@link #close}. */
    public void check(Linklog linklog) {
        assertThat(refused).as("refused requests").isEmpty();
        assertThat(acknowledged).hasSize(next.get());
        Map<String, List<String>> made = new HashMap<>();
        try (Log log = new Log(linklog)) {
            Map<String, List<String>> created = log.createdByTarget();
            acknowledged.keySet().forEach(target -> made.put(target, created.get(target)));
        }
        Map<String, List<String>> wanted = new HashMap<>();
        acknowledged.forEach((target, code) -> wanted.put(target, List.of(code)));
        assertThat(made).as("links in the log by target").isEqualTo(wanted);
        checkRedirects();
    }

    /** Fails unless every acknowledged link leads to its target. */
    public void checkRedirects() {
        Map<String, String> wrong = new HashMap<>();
        acknowledged.forEach((target, code) -> {
            Answer answer = api.get("/" + code);
            if (answer.status() != 302 || !answer.header("Location").equals(target)) {
                wrong.put(target, code + " " + answer);
            }
        });
        assertThat(wrong)
                .as("acknowledged links that do not lead to their target")
                .isEmpty();
    }
}
