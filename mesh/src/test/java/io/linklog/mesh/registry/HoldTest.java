package io.linklog.mesh.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HoldTest {

    private static final long SECOND = 1_000_000_000;
    /** A monotonic clock can begin at any number, and overflow. */
    private final long begin = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

    private final Hold hold = new Hold(Duration.ofSeconds(60));

    @Property(tries = 200)
    void holdsMoreThanHalfOfThreeOrMoreInstancesAndNothingElse(
            @ForAll @IntRange(max = 12) int stay, @ForAll @IntRange(max = 12) int go) {
        Hold each = new Hold(Duration.ofSeconds(60));
        for (int i = 0; i < go; i++) {
            each.onVanished(instance(i), begin);
        }
        each.decide(stay, begin);
        assertThat(each.instances()).hasSize(go > stay && go + stay >= 3 ? go : 0);
    }

    @Test
    void countsInstancesThatVanishWithinTheWindowTogether() {
        for (int i = 0; i < 3; i++) {
            hold.onVanished(instance(i), begin + i * SECOND);
            hold.decide(4 - i, begin + i * SECOND);
        }
        assertThat(ids()).containsExactly("i-0", "i-1", "i-2");
    }

    @Test
    void doesNotHoldAServiceThatShrinksSlowly() {
        for (int i = 0; i < 9; i++) {
            long now = begin + i * (Hold.WINDOW.toNanos() + 1);
            hold.onVanished(instance(i), now);
            hold.decide(9 - i, now);
            assertThat(hold.instances()).isEmpty();
        }
    }

    @Test
    void endsAndDoesNotBeginAgainWithTheSameInstances() {
        vanish(3, begin);
        hold.decide(1, begin);
        hold.decide(1, begin + 59 * SECOND);
        assertThat(hold.instances()).hasSize(3);
        hold.decide(1, begin + 60 * SECOND);
        assertThat(hold.isOver()).isTrue();
    }

    @Test
    void holdsAnInstanceThatVanishesLaterOnlyUntilTheFirstHoldEnds() {
        vanish(3, begin);
        hold.decide(2, begin);
        hold.onVanished(instance(7), begin + 50 * SECOND);
        hold.decide(1, begin + 50 * SECOND);
        assertThat(ids()).containsExactly("i-0", "i-1", "i-2", "i-7");
        hold.decide(1, begin + 60 * SECOND);
        assertThat(hold.instances()).isEmpty();
    }

    @Test
    void doesNotHoldAnInstanceThatReturned() {
        vanish(3, begin);
        hold.decide(0, begin);
        hold.onSeen("i-1");
        hold.decide(1, begin);
        assertThat(ids()).containsExactly("i-0", "i-2");
    }

    @Test
    void holdsNothingWithADurationOfZero() {
        Hold never = new Hold(Duration.ZERO);
        never.onVanished(instance(1), begin);
        never.onVanished(instance(2), begin);
        never.onVanished(instance(3), begin);
        never.decide(0, begin);
        assertThat(never.instances()).isEmpty();
    }

    private void vanish(int count, long now) {
        for (int i = 0; i < count; i++) {
            hold.onVanished(instance(i), now);
        }
    }

    private Stream<String> ids() {
        return hold.instances().stream().map(Instance::id).sorted();
    }

    private static Instance instance(int number) {
        return Instances.up("s", "i-" + number);
    }
}
