package io.linklog.query.limits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Instances, visitors and a store on one thread and a simulated clock: a seed decides everything. The store answers
 * late, and loses answers before or after it has worked.
 */
final class LimitSimulation {

    static final String CODE = "code";
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration SWEEP = Duration.ofMillis(250);

    private record Event(long at, long number, Runnable task) {}

    /** One run of an instance. */
    final class Instance {
        private final LimitedLink.Parts parts;
        private LimitedLink link;
        private boolean alive = true;

        Instance(String id) {
            this.parts = new LimitedLink.Parts(
                    new Store(this), new LeaseNames(id, random.nextLong()), () -> now, (pause, task) -> {
                        schedule(pause, () -> runIfAlive(task));
                    });
            this.link = new LimitedLink(CODE, parts);
            sweepForEver();
        }

        private void sweepForEver() {
            schedule(SWEEP, () -> {
                if (alive) {
                    link.sweep();
                    if (link.retire()) {
                        link = new LimitedLink(CODE, parts);
                    }
                    sweepForEver();
                }
            });
        }

        private void runIfAlive(Runnable task) {
            if (alive) {
                task.run();
            }
        }

        void crash() {
            alive = false;
        }

        CompletableFuture<Void> close() {
            return link.close();
        }

        /** A visit; its answer is recorded, unless the instance dies first. */
        CompletableFuture<Boolean> visit(long most, boolean takesPlace) {
            CompletableFuture<Boolean> answer = new CompletableFuture<>();
            answer.thenAccept(admittedNow -> {
                if (!takesPlace) {
                    return;
                }
                if (admittedNow) {
                    admitted++;
                } else {
                    refused++;
                    admittedAtFirstRefusal = admittedAtFirstRefusal < 0 ? admitted : admittedAtFirstRefusal;
                }
            });
            schedule(PATIENCE, () -> answer.completeExceptionally(new TimeoutException()));
            if (alive) {
                link.add(answer, takesPlace, most);
            }
            return answer;
        }
    }

    private final class Store implements Ledgers {
        private final Instance caller;

        Store(Instance caller) {
            this.caller = caller;
        }

        @Override
        public CompletableFuture<Ledger> read(String code) {
            return answer(() -> ledgers.getOrDefault(code, Ledger.empty(0)));
        }

        @Override
        public CompletableFuture<Boolean> replace(String code, long version, Ledger next) {
            replacements++;
            return answer(() -> {
                if (ledgers.getOrDefault(code, Ledger.empty(0)).version() != version) {
                    return false;
                }
                ledgers.put(code, next);
                return true;
            });
        }

        private <T> CompletableFuture<T> answer(Supplier<T> work) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            boolean lostBefore = away || random.nextDouble() < lossRate;
            boolean lostAfter = random.nextDouble() < lossRate;
            schedule(Duration.ofMillis(1 + random.nextInt(20)), () -> {
                T found = lostBefore ? null : work.get();
                schedule(
                        Duration.ofMillis(random.nextInt(20)),
                        () -> caller.runIfAlive(() -> {
                            if (found == null || lostAfter) {
                                answer.completeExceptionally(new TimeoutException("lost on purpose"));
                            } else {
                                answer.complete(found);
                            }
                        }));
            });
            return answer;
        }
    }

    private final Random random;
    private final double lossRate;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>((a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.number, b.number));
    private final Map<String, Ledger> ledgers = new HashMap<>();
    private long now;
    private long scheduled;
    final List<Instance> instances = new ArrayList<>();
    boolean away;
    long admitted;
    long refused;
    long admittedAtFirstRefusal = -1;
    long replacements;

    LimitSimulation(long seed, double lossRate, int count) {
        this.random = new Random(seed);
        this.lossRate = lossRate;
        for (int i = 0; i < count; i++) {
            instances.add(new Instance("query-service-" + i));
        }
    }

    Random random() {
        return random;
    }

    Ledger ledger() {
        return ledgers.getOrDefault(CODE, Ledger.empty(0));
    }

    void putLedger(Ledger ledger) {
        ledgers.put(CODE, ledger);
    }

    void schedule(Duration pause, Runnable task) {
        events.add(new Event(now + pause.toNanos(), ++scheduled, task));
    }

    /** Kills an instance at once and starts its next run. */
    void restart(int index) {
        instances.get(index).crash();
        instances.set(index, new Instance("query-service-" + index));
    }

    void run(Duration time) {
        long end = now + time.toNanos();
        while (!events.isEmpty() && events.element().at <= end) {
            Event event = events.remove();
            now = event.at;
            event.task.run();
        }
        now = end;
    }
}
