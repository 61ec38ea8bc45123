package io.linklog.webhooks.delivery;

import static io.linklog.webhooks.delivery.LanesTest.A;
import static io.linklog.webhooks.delivery.LanesTest.B;
import static io.linklog.webhooks.delivery.LanesTest.C;
import static io.linklog.webhooks.delivery.LanesTest.IN_FLIGHT;
import static io.linklog.webhooks.delivery.LanesTest.PROBE;
import static io.linklog.webhooks.delivery.LanesTest.events;
import static io.linklog.webhooks.delivery.LanesTest.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.webhooks.call.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.common.TopicPartition;

class LanesOrderTest {

    /** Answers, dead letters and pauses end in any order. */
    @Property(tries = 500)
    void keepsTheOrderOfEachPartitionAndLosesNothing(
            @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 99) Integer> choices) {
        Run run = new Run();
        choices.forEach(run::step);
        run.finish();
    }

    /**
     * Lanes with the calls, pauses and letters that they asked for, and the number of finished events of each
     * partition.
     */
    private static final class Run {

        private final Lanes lanes = LanesTest.lanes(event -> false);
        private final Map<TopicPartition, Long> logged = new HashMap<>();
        private final Map<TopicPartition, Long> finished = new HashMap<>();
        private final Deque<Lanes.Call> calls = new ArrayDeque<>();
        private final Deque<Lane> pauses = new ArrayDeque<>();
        private final Deque<Lane> letters = new ArrayDeque<>();
        private long now;

        Run() {
            for (TopicPartition partition : List.of(A, B, C)) {
                lanes.open(partition, 0);
                logged.put(partition, 0L);
                finished.put(partition, 0L);
            }
        }

        void step(int choice) {
            now += PROBE.toNanos() / 4;
            send();
            // the newest and the oldest, equally often
            boolean oldest = choice % 2 == 0;
            if (choice < 50 && !calls.isEmpty()) {
                answer(oldest ? calls.pollFirst() : calls.pollLast(), verdict(choice));
            } else if (choice < 75 && !letters.isEmpty()) {
                endLetter(oldest ? letters.pollFirst() : letters.pollLast(), choice < 70);
            } else if (choice < 90 && !pauses.isEmpty()) {
                lanes.resume(oldest ? pauses.pollFirst() : pauses.pollLast());
            } else {
                log(List.of(A, B, C).get(choice % 3), choice % 5);
            }
            check();
        }

        private static Verdict verdict(int choice) {
            return choice < 20 ? Verdict.DELIVERED : choice < 40 ? Verdict.AGAIN : Verdict.REFUSED;
        }

        private void log(TopicPartition partition, int events) {
            long from = logged.get(partition);
            lanes.add(partition, events(partition, from, from + events), from + events);
            logged.put(partition, from + events);
        }

        private void send() {
            lanes.next(now).ifPresent(call -> {
                assertThat(call.event().record().offset())
                        .as("the one after the last finished event")
                        .isEqualTo(finished.get(call.lane().partition()));
                calls.add(call);
                assertThat(calls.size()).isLessThanOrEqualTo(call.asProbe() ? 1 : IN_FLIGHT);
            });
        }

        private void answer(Lanes.Call call, Verdict verdict) {
            switch (lanes.handle(call, result(verdict), now)) {
                case DELIVERED, RESUMED -> finished.merge(call.lane().partition(), 1L, Long::sum);
                case PAUSE -> pauses.add(call.lane());
                case DEAD_LETTER -> letters.add(call.lane());
                case SUSPENDED -> assertThat(lanes.untilProbe(now)).isPositive();
                case STILL_SUSPENDED -> {
                    // a call that was in flight when the breaker opened leaves the time of the next probe as it is
                    if (call.asProbe()) {
                        assertThat(lanes.untilProbe(now)).isPositive();
                    }
                }
                case GONE -> throw new AssertionError("no endpoint is gone");
            }
        }

        private void endLetter(Lane lane, boolean well) {
            if (well) {
                lanes.completeLetter(lane);
                finished.merge(lane.partition(), 1L, Long::sum);
            } else {
                lanes.failLetter(lane);
                if (lanes.retryLetter(lane)) {
                    letters.add(lane);
                }
            }
        }

        private void check() {
            List<TopicPartition> underWay = new ArrayList<>();
            calls.forEach(call -> underWay.add(call.lane().partition()));
            letters.forEach(lane -> underWay.add(lane.partition()));
            pauses.forEach(lane -> underWay.add(lane.partition()));
            assertThat(underWay).doesNotHaveDuplicates();
            assertThat(lanes.finishedOffsets()).isEqualTo(finished);
        }

        /** From now on every call and every write succeeds. */
        void finish() {
            for (int round = 0; round < 1_000 && !isFinished(); round++) {
                now += PROBE.toNanos() * 60;
                send();
                List.copyOf(calls).forEach(call -> {
                    calls.remove(call);
                    answer(call, Verdict.DELIVERED);
                });
                List.copyOf(letters).forEach(lane -> {
                    letters.remove(lane);
                    endLetter(lane, true);
                });
                List.copyOf(pauses).forEach(lane -> {
                    pauses.remove(lane);
                    lanes.resume(lane);
                });
                check();
            }
            assertThat(isFinished()).as("nothing is left").isTrue();
        }

        private boolean isFinished() {
            return finished.equals(logged);
        }
    }
}
