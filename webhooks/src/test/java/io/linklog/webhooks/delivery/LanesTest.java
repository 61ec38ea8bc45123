package io.linklog.webhooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.webhooks.call.CallResult;
import io.linklog.webhooks.call.OutgoingEvent;
import io.linklog.webhooks.call.Verdict;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LanesTest {

    static final TopicPartition A = new TopicPartition("t", 0);
    static final TopicPartition B = new TopicPartition("t", 1);
    static final TopicPartition C = new TopicPartition("t", 2);
    private static final int ATTEMPTS = 3;
    static final int IN_FLIGHT = 2;
    private static final int FAILURES_IN_ROW = 7;
    private static final int DEAD_IN_ROW = 2;
    static final Duration PROBE = Duration.ofSeconds(5);

    private final Set<String> erased = new HashSet<>();
    private final Lanes lanes = lanes(event -> erased.contains(event.id()));

    static Lanes lanes(Predicate<OutgoingEvent> erased) {
        return new Lanes(
                new DeliverySettings(
                        Duration.ofSeconds(10),
                        ATTEMPTS,
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(1),
                        IN_FLIGHT,
                        FAILURES_IN_ROW,
                        DEAD_IN_ROW,
                        PROBE,
                        Duration.ofMinutes(5)),
                erased);
    }

    static List<OutgoingEvent> events(TopicPartition partition, long from, long to) {
        return LongStream.range(from, to)
                .mapToObj(offset -> new OutgoingEvent(
                        new ConsumerRecord<>(partition.topic(), partition.partition(), offset, null, null),
                        partition + "-" + offset,
                        "link.created",
                        new byte[0]))
                .toList();
    }

    static CallResult result(Verdict verdict) {
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
        return lanes.handle(lanes.next(0).orElseThrow(), result(verdict), 0);
    }

    @Test
    void anEventThatIsErasedWhileItWaitsIsNotSent() {
        open(A, 3);
        Lanes.Call first = lanes.next(0).orElseThrow();
        erased.addAll(List.of("t-0-0", "t-0-1"));
        assertThat(lanes.handle(first, result(Verdict.AGAIN), 0)).isEqualTo(Lanes.Next.PAUSE);
        lanes.resume(first.lane());
        Lanes.Call last = lanes.next(0).orElseThrow();
        assertThat(last.event().id()).isEqualTo("t-0-2");
        assertThat(lanes.finishedOffsets()).isEqualTo(Map.of(A, 2L));
        erased.add("t-0-3");
        lanes.add(A, events(A, 3, 4), 4);
        lanes.handle(last, result(Verdict.DELIVERED), 0);
        assertThat(lanes.next(0)).isEmpty();
        assertThat(lanes.finishedOffsets()).isEqualTo(Map.of(A, 4L));
        lanes.add(A, events(A, 4, 5), 5);
        assertThat(lanes.next(0).orElseThrow().event().id()).isEqualTo("t-0-4");
    }

    @Test
    void sendsOneEventOfAPartitionAndAFewPartitionsAtOnce() {
        open(A, 2);
        open(B, 2);
        open(C, 2);
        Lanes.Call a = lanes.next(0).orElseThrow();
        Lanes.Call b = lanes.next(0).orElseThrow();
        assertThat(lanes.next(0)).isEmpty();
        assertThat(List.of(a.event().id(), b.event().id())).containsExactly("t-0-0", "t-1-0");
        assertThat(lanes.handle(a, result(Verdict.DELIVERED), 0)).isEqualTo(Lanes.Next.DELIVERED);
        assertThat(lanes.next(0).orElseThrow().event().id()).isEqualTo("t-2-0");
        assertThat(lanes.finishedOffsets()).isEqualTo(Map.of(A, 1L, B, 0L, C, 0L));
    }

    @Test
    void aFailedEventIsSentAgainUntilItsAttemptsAreUsedUp() {
        open(A, 2);
        for (int i = 1; i < ATTEMPTS; i++) {
            Lanes.Call call = lanes.next(0).orElseThrow();
            assertThat(lanes.handle(call, result(Verdict.AGAIN), 0)).isEqualTo(Lanes.Next.PAUSE);
            assertThat(lanes.next(0)).as("during the pause").isEmpty();
            lanes.resume(call.lane());
        }
        Lanes.Call last = lanes.next(0).orElseThrow();
        assertThat(lanes.handle(last, result(Verdict.AGAIN), 0)).isEqualTo(Lanes.Next.DEAD_LETTER);
        assertThat(lanes.next(0)).as("while the letter is written").isEmpty();
        assertThat(lanes.finishedOffsets()).containsEntry(A, 0L);
        lanes.completeLetter(last.lane());
        assertThat(lanes.finishedOffsets()).containsEntry(A, 1L);
        assertThat(answer(Verdict.AGAIN)).as("attempts start again").isEqualTo(Lanes.Next.PAUSE);
    }

    @Test
    void aRefusedEventIsNotSentAgain() {
        open(A, 1);
        assertThat(answer(Verdict.REFUSED)).isEqualTo(Lanes.Next.DEAD_LETTER);
    }

    @Test
    void aCallWithoutAConnectionDoesNotCountAgainstItsEvent() {
        open(A, 1);
        for (int i = 1; i < FAILURES_IN_ROW; i++) {
            Lanes.Call call = lanes.next(0).orElseThrow();
            assertThat(lanes.handle(call, unreachable(), 0)).isEqualTo(Lanes.Next.PAUSE);
            lanes.resume(call.lane());
        }
        assertThat(lanes.handle(lanes.next(0).orElseThrow(), unreachable(), 0)).isEqualTo(Lanes.Next.SUSPENDED);
    }

    @Test
    void anEndpointThatRefusesEverythingIsSuspendedAndItsLanesTakeTurnsAsProbe() {
        open(A, DEAD_IN_ROW + 1);
        for (int i = 0; i < DEAD_IN_ROW; i++) {
            Lanes.Call call = lanes.next(0).orElseThrow();
            assertThat(lanes.handle(call, result(Verdict.REFUSED), 0)).isEqualTo(Lanes.Next.DEAD_LETTER);
            lanes.completeLetter(call.lane());
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
        assertThat(lanes.awaitsProbe()).as("it is in flight").isFalse();
        assertThat(lanes.handle(probe, result(Verdict.REFUSED), 0)).isEqualTo(Lanes.Next.STILL_SUSPENDED);

        Lanes.Call next = lanes.next(Long.MAX_VALUE).orElseThrow();
        assertThat(next.lane().partition()).isEqualTo(A);
        assertThat(lanes.handle(next, result(Verdict.DELIVERED), 0)).isEqualTo(Lanes.Next.RESUMED);
        assertThat(lanes.next(0).orElseThrow().asProbe()).isFalse();
    }

    @Test
    void aSuspensionResetsTheAttemptsOfEvents() {
        open(A, 1);
        open(B, 1);
        Lanes.Call a = lanes.next(0).orElseThrow();
        for (int i = 1; i < ATTEMPTS; i++) {
            lanes.handle(a, result(Verdict.AGAIN), 0);
            lanes.resume(a.lane());
            Lanes.Call b = lanes.next(0).orElseThrow();
            lanes.handle(b, unreachable(), 0);
            lanes.resume(b.lane());
            a = lanes.next(0).orElseThrow();
        }
        Lanes.Call b = lanes.next(0).orElseThrow();
        for (int i = 2 * (ATTEMPTS - 1) + 1; i < FAILURES_IN_ROW; i++) {
            lanes.handle(b, unreachable(), 0);
            lanes.resume(b.lane());
            b = lanes.next(0).orElseThrow();
        }
        assertThat(lanes.handle(b, unreachable(), 0)).isEqualTo(Lanes.Next.SUSPENDED);
        // a was in flight when the endpoint was suspended
        assertThat(lanes.handle(a, result(Verdict.AGAIN), 0)).isEqualTo(Lanes.Next.STILL_SUSPENDED);
        Lanes.Call probe = lanes.next(PROBE.toNanos()).orElseThrow();
        assertThat(lanes.handle(probe, result(Verdict.DELIVERED), 0)).isEqualTo(Lanes.Next.RESUMED);
        assertThat(answer(Verdict.AGAIN)).isEqualTo(Lanes.Next.PAUSE);
    }

    @Test
    void anEventWhoseLetterFailedIsSentAgainAfterAReset() {
        open(A, 1);
        Lanes.Call call = lanes.next(0).orElseThrow();
        assertThat(lanes.handle(call, result(Verdict.REFUSED), 0)).isEqualTo(Lanes.Next.DEAD_LETTER);
        lanes.failLetter(call.lane());
        lanes.restart(); // the operator has corrected the address
        assertThat(lanes.retryLetter(call.lane())).isFalse();
        assertThat(lanes.next(0).orElseThrow().event()).isEqualTo(call.event());
    }

    @Test
    void aGoneEndpointGetsNothingUntilTheHookIsResumed() {
        open(A, 1);
        open(B, 1);
        assertThat(answer(Verdict.GONE)).isEqualTo(Lanes.Next.GONE);
        assertThat(lanes.next(0)).isEmpty();
        lanes.restart();
        assertThat(lanes.next(0).orElseThrow().event().id()).isEqualTo("t-0-0");
    }

    @Test
    void noCallStartsInAnEndingPartition() {
        open(A, 2);
        Lanes.Call call = lanes.next(0).orElseThrow();
        open(B, 1);
        assertThat(lanes.end(List.of(A, B, C))).extracting(Lane::isBusy).containsExactly(true, false);
        lanes.handle(call, result(Verdict.DELIVERED), 0);
        assertThat(call.lane().isBusy()).isFalse();
        assertThat(lanes.next(0)).isEmpty();
        assertThat(lanes.finishedOffsets()).as("its event is delivered").containsEntry(A, 1L);
        assertThat(lanes.retryLetter(call.lane())).isFalse();
    }

    @Test
    void aCallFromBeforeASeekDoesNotMoveThePartition() {
        open(A, 9);
        Lanes.Call before = lanes.next(0).orElseThrow();
        lanes.open(A, 5);
        lanes.handle(before, result(Verdict.DELIVERED), 0);
        assertThat(lanes.finishedOffsets()).isEqualTo(Map.of(A, 5L));
        assertThat(lanes.next(0)).isEmpty();
        lanes.add(A, events(A, 5, 6), 6);
        assertThat(lanes.next(0).orElseThrow().event().id()).isEqualTo("t-0-5");
    }
}
