package io.linklog.webhooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.webhooks.call.CallResult;
import io.linklog.webhooks.call.OutgoingEvent;
import io.linklog.webhooks.call.Verdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LanesTest {

    private static final TopicPartition A = new TopicPartition("t", 0);
    private static final TopicPartition B = new TopicPartition("t", 1);
    private static final TopicPartition C = new TopicPartition("t", 2);
    private static final int ATTEMPTS = 3;
    private static final int IN_FLIGHT = 2;
    private static final int FAILURES_IN_ROW = 7;
    private static final int DEAD_IN_ROW = 2;
    private static final Duration PROBE = Duration.ofSeconds(5);

    private final Lanes lanes = lanes();

    private static Lanes lanes() {
        return new Lanes(new DeliverySettings(
                Duration.ofSeconds(10),
                ATTEMPTS,
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                IN_FLIGHT,
                FAILURES_IN_ROW,
                DEAD_IN_ROW,
                PROBE,
                Duration.ofMinutes(5)));
    }

    private static List<OutgoingEvent> events(TopicPartition partition, long from, long to) {
        return LongStream.range(from, to)
                .mapToObj(offset -> new OutgoingEvent(
                        new ConsumerRecord<>(partition.topic(), partition.partition(), offset, null, null),
                        partition + "-" + offset,
                        "link.created",
                        new byte[0]))
                .toList();
    }

    private static CallResult result(Verdict verdict) {
        return new CallResult(verdict, "", null, false, 0);
    }

    private static CallResult unreachable() {
        return new CallResult(Verdict.AGAIN, "", null, true, 0);
    }

    private void open(TopicPartition partition, int events) {
        lanes.open(partition, 0);
        lanes.add(partition, events(partition, 0, events), events);
    }

    private Lanes.Next answer(Verdict verdict) {
        return lanes.answered(lanes.next(0).orElseThrow(), result(verdict), 0);
    }

    @Test
    void oneEventAtATimeInAPartitionAndAFewPartitionsAtOnce() {
        open(A, 2);
        open(B, 2);
        open(C, 2);
        Lanes.Call a = lanes.next(0).orElseThrow();
        Lanes.Call b = lanes.next(0).orElseThrow();
        assertThat(lanes.next(0)).isEmpty();
        assertThat(List.of(a.event().id(), b.event().id())).containsExactly("t-0-0", "t-1-0");
        assertThat(lanes.answered(a, result(Verdict.DELIVERED), 0)).isEqualTo(Lanes.Next.DELIVERED);
        assertThat(lanes.next(0).orElseThrow().event().id()).isEqualTo("t-2-0");
        assertThat(lanes.done()).isEqualTo(Map.of(A, 1L, B, 0L, C, 0L));
    }

    @Test
    void whatFailsIsSentAgainAfterAPauseUntilItsAttemptsAreUsedUp() {
        open(A, 2);
        for (int i = 1; i < ATTEMPTS; i++) {
            Lanes.Call call = lanes.next(0).orElseThrow();
            assertThat(lanes.answered(call, result(Verdict.AGAIN), 0)).isEqualTo(Lanes.Next.PAUSE);
            assertThat(lanes.next(0)).as("while it is paused").isEmpty();
            lanes.resume(call.lane());
        }
        Lanes.Call last = lanes.next(0).orElseThrow();
        assertThat(lanes.answered(last, result(Verdict.AGAIN), 0)).isEqualTo(Lanes.Next.BURY);
        assertThat(lanes.next(0)).as("while it is written").isEmpty();
        assertThat(lanes.done()).containsEntry(A, 0L);
        lanes.buried(last.lane());
        assertThat(lanes.done()).containsEntry(A, 1L);
        assertThat(answer(Verdict.AGAIN)).as("attempts begin anew").isEqualTo(Lanes.Next.PAUSE);
    }

    @Test
    void whatIsRefusedIsNotSentAgain() {
        open(A, 1);
        assertThat(answer(Verdict.REFUSED)).isEqualTo(Lanes.Next.BURY);
    }

    @Test
    void aCallThatFoundNobodyIsNeverHeldAgainstItsEvent() {
        open(A, 1);
        for (int i = 1; i < FAILURES_IN_ROW; i++) {
            Lanes.Call call = lanes.next(0).orElseThrow();
            assertThat(lanes.answered(call, unreachable(), 0)).isEqualTo(Lanes.Next.PAUSE);
            lanes.resume(call.lane());
        }
        assertThat(lanes.answered(lanes.next(0).orElseThrow(), unreachable(), 0))
                .isEqualTo(Lanes.Next.SUSPENDED);
    }

    @Test
    void anEndpointThatRefusesEverythingIsSuspendedAndItsLanesAreTheProbeInTurn() {
        open(A, DEAD_IN_ROW + 1);
        for (int i = 0; i < DEAD_IN_ROW; i++) {
            Lanes.Call call = lanes.next(0).orElseThrow();
            assertThat(lanes.answered(call, result(Verdict.REFUSED), 0)).isEqualTo(Lanes.Next.BURY);
            lanes.buried(call.lane());
        }
        open(B, 1);
        assertThat(answer(Verdict.REFUSED)).isEqualTo(Lanes.Next.SUSPENDED);
        assertThat(lanes.next(PROBE.toNanos() - 1)).isEmpty();
        assertThat(lanes.awaitsProbe()).isTrue();
        assertThat(lanes.untilProbe(1)).isEqualTo(PROBE.minusNanos(1));

        Lanes.Call probe = lanes.next(PROBE.toNanos()).orElseThrow();
        assertThat(probe.asProbe()).isTrue();
        assertThat(probe.lane().partition()).isEqualTo(B);
        assertThat(lanes.next(PROBE.toNanos())).as("one at a time").isEmpty();
        assertThat(lanes.awaitsProbe()).as("it is under way").isFalse();
        assertThat(lanes.answered(probe, result(Verdict.REFUSED), 0)).isEqualTo(Lanes.Next.STILL_SUSPENDED);

        Lanes.Call next = lanes.next(Long.MAX_VALUE).orElseThrow();
        assertThat(next.lane().partition()).isEqualTo(A);
        assertThat(lanes.answered(next, result(Verdict.DELIVERED), 0)).isEqualTo(Lanes.Next.RESUMED);
        assertThat(lanes.next(0).orElseThrow().asProbe()).isFalse();
    }

    @Test
    void whatFailedBeforeASuspensionIsNotHeldAgainstAnEventAfterIt() {
        open(A, 1);
        open(B, 1);
        Lanes.Call a = lanes.next(0).orElseThrow();
        for (int i = 1; i < ATTEMPTS; i++) {
            lanes.answered(a, result(Verdict.AGAIN), 0);
            lanes.resume(a.lane());
            Lanes.Call b = lanes.next(0).orElseThrow();
            lanes.answered(b, unreachable(), 0);
            lanes.resume(b.lane());
            a = lanes.next(0).orElseThrow();
        }
        Lanes.Call b = lanes.next(0).orElseThrow();
        for (int i = 2 * (ATTEMPTS - 1) + 1; i < FAILURES_IN_ROW; i++) {
            lanes.answered(b, unreachable(), 0);
            lanes.resume(b.lane());
            b = lanes.next(0).orElseThrow();
        }
        assertThat(lanes.answered(b, unreachable(), 0)).isEqualTo(Lanes.Next.SUSPENDED);
        // a was under way when the endpoint was suspended
        assertThat(lanes.answered(a, result(Verdict.AGAIN), 0)).isEqualTo(Lanes.Next.STILL_SUSPENDED);
        Lanes.Call probe = lanes.next(PROBE.toNanos()).orElseThrow();
        assertThat(lanes.answered(probe, result(Verdict.DELIVERED), 0)).isEqualTo(Lanes.Next.RESUMED);
        assertThat(answer(Verdict.AGAIN)).isEqualTo(Lanes.Next.PAUSE);
    }

    @Test
    void anEventThatIsNotAmongTheDeadLettersYetIsSentAgainWhereItsFailuresAreForgotten() {
        open(A, 1);
        Lanes.Call call = lanes.next(0).orElseThrow();
        assertThat(lanes.answered(call, result(Verdict.REFUSED), 0)).isEqualTo(Lanes.Next.BURY);
        lanes.unburied(call.lane());
        lanes.beginAnew(); // its operator has corrected the address
        assertThat(lanes.buryAgain(call.lane())).isFalse();
        assertThat(lanes.next(0).orElseThrow().event()).isEqualTo(call.event());
    }

    @Test
    void anEndpointThatIsGoneGetsNothingUntilSomebodySaysSoAndThenTheSameEvent() {
        open(A, 1);
        open(B, 1);
        assertThat(answer(Verdict.GONE)).isEqualTo(Lanes.Next.GONE);
        assertThat(lanes.next(0)).isEmpty();
        lanes.beginAnew();
        assertThat(lanes.next(0).orElseThrow().event().id()).isEqualTo("t-0-0");
    }

    @Test
    void nothingIsBegunInAPartitionThatEnds() {
        open(A, 2);
        Lanes.Call call = lanes.next(0).orElseThrow();
        open(B, 1);
        assertThat(lanes.end(List.of(A, B, C))).extracting(Lane::isBusy).containsExactly(true, false);
        lanes.answered(call, result(Verdict.DELIVERED), 0);
        assertThat(call.lane().isBusy()).isFalse();
        assertThat(lanes.next(0)).isEmpty();
        assertThat(lanes.done()).as("it was delivered all the same").containsEntry(A, 1L);
        assertThat(lanes.buryAgain(call.lane())).isFalse();
    }

    @Test
    void whatWasUnderWayWhenAPartitionWasOpenedElsewhereDoesNotMoveIt() {
        open(A, 9);
        Lanes.Call before = lanes.next(0).orElseThrow();
        lanes.open(A, 5);
        lanes.answered(before, result(Verdict.DELIVERED), 0);
        assertThat(lanes.done()).isEqualTo(Map.of(A, 5L));
        assertThat(lanes.next(0)).isEmpty();
        lanes.add(A, events(A, 5, 6), 6);
        assertThat(lanes.next(0).orElseThrow().event().id()).isEqualTo("t-0-5");
    }

    /** Whatever is answered, written and waited for in whatever order. */
    @Property(tries = 500)
    void keepsTheOrderOfEachPartitionAndLosesNothing(
            @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 99) Integer> choices) {
        Run run = new Run();
        choices.forEach(run::step);
        run.finish();
    }

    /** One life of lanes: what is under way outside, and what each partition's events have come to. */
    private static final class Run {

        private final Lanes lanes = lanes();
        private final Map<TopicPartition, Long> logged = new HashMap<>();
        private final Map<TopicPartition, Long> dealtWith = new HashMap<>();
        private final Deque<Lanes.Call> calls = new ArrayDeque<>();
        private final Deque<Lane> pauses = new ArrayDeque<>();
        private final Deque<Lane> letters = new ArrayDeque<>();
        private long now;

        Run() {
            for (TopicPartition partition : List.of(A, B, C)) {
                lanes.open(partition, 0);
                logged.put(partition, 0L);
                dealtWith.put(partition, 0L);
            }
        }

        void step(int choice) {
            now += PROBE.toNanos() / 4;
            send();
            // the newest as often as the oldest
            boolean oldest = choice % 2 == 0;
            if (choice < 50 && !calls.isEmpty()) {
                answered(oldest ? calls.pollFirst() : calls.pollLast(), verdict(choice));
            } else if (choice < 75 && !letters.isEmpty()) {
                written(oldest ? letters.pollFirst() : letters.pollLast(), choice < 70);
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
            lanes.add(partition, LanesTest.events(partition, from, from + events), from + events);
            logged.put(partition, from + events);
        }

        private void send() {
            lanes.next(now).ifPresent(call -> {
                assertThat(call.event().record().offset())
                        .as("the one behind the last that was dealt with")
                        .isEqualTo(dealtWith.get(call.lane().partition()));
                calls.add(call);
                assertThat(calls.size()).isLessThanOrEqualTo(call.asProbe() ? 1 : IN_FLIGHT);
            });
        }

        private void answered(Lanes.Call call, Verdict verdict) {
            switch (lanes.answered(call, result(verdict), now)) {
                case DELIVERED, RESUMED -> dealtWith.merge(call.lane().partition(), 1L, Long::sum);
                case PAUSE -> pauses.add(call.lane());
                case BURY -> letters.add(call.lane());
                case SUSPENDED -> assertThat(lanes.untilProbe(now)).isPositive();
                case STILL_SUSPENDED -> {
                    // a call that was in flight when the breaker opened leaves the time of the next probe as it is
                    if (call.asProbe()) {
                        assertThat(lanes.untilProbe(now)).isPositive();
                    }
                }
                case GONE -> throw new AssertionError("nobody said so");
            }
        }

        private void written(Lane lane, boolean well) {
            if (well) {
                lanes.buried(lane);
                dealtWith.merge(lane.partition(), 1L, Long::sum);
            } else {
                lanes.unburied(lane);
                if (lanes.buryAgain(lane)) {
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
            assertThat(lanes.done()).isEqualTo(dealtWith);
        }

        /** From now on all goes well. */
        void finish() {
            for (int round = 0; round < 1_000 && !isOver(); round++) {
                now += PROBE.toNanos() * 60;
                send();
                List.copyOf(calls).forEach(call -> {
                    calls.remove(call);
                    answered(call, Verdict.DELIVERED);
                });
                List.copyOf(letters).forEach(lane -> {
                    letters.remove(lane);
                    written(lane, true);
                });
                List.copyOf(pauses).forEach(lane -> {
                    pauses.remove(lane);
                    lanes.resume(lane);
                });
                check();
            }
            assertThat(isOver()).as("nothing is left").isTrue();
        }

        private boolean isOver() {
            return dealtWith.equals(logged);
        }
    }
}
