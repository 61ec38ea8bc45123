package io.linklog.mesh.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.mesh.registry.Instance;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RingHashTest {

    private final Pools pools = Pools.ring(Instances.of(10));
    private final Pools idle = Pools.ring(Instances.of(10));

    @Test
    void aKeyStaysWhereItIs() {
        for (String key : keys(100)) {
            assertThat(choose(key)).isEqualTo(choose(key));
        }
    }

    @Test
    void everyClientPlacesAlikeWhateverTheOrderOfItsList() {
        List<Instance> shuffled = new ArrayList<>(Instances.of(10));
        Collections.shuffle(shuffled, new Random(3));
        Pools other = Pools.ring(shuffled);
        for (String key : keys(500)) {
            assertThat(choose(key).instance())
                    .isEqualTo(other.pool.choose(key, List.of()).instance());
        }
    }

    @Test
    void nobodyExceedsHisBoundUnderAZipfLoad() {
        double[] cumulative = zipf(60_000);
        Random random = new Random(5);
        ArrayDeque<Backend> inFlight = new ArrayDeque<>();
        int elsewhere = 0;
        int requests = 20_000;
        for (int i = 0; i < requests; i++) {
            if (inFlight.size() == 2_000) {
                inFlight.remove().end(Outcome.SUCCESS, 1, pools.clock.getAsLong());
            }
            String key = "k" + draw(cumulative, random);
            Backend chosen = choose(key);
            chosen.begin();
            inFlight.add(chosen);
            assertThat(chosen.inFlight()).isLessThanOrEqualTo((int) Math.ceil(1.25 * inFlight.size() / 10));
            elsewhere += chosen.equals(home(key)) ? 0 : 1;
        }
        assertThat(elsewhere).isLessThan(requests / 10);
    }

    @Test
    void onlyKeysOfAnEjectedInstanceGoElsewhere() {
        List<Backend> before = keys(500).stream().map(this::choose).toList();
        pools.end(4, Outcome.FAILURE, 5);
        List<String> keys = keys(500);
        for (int i = 0; i < keys.size(); i++) {
            Backend now = choose(keys.get(i));
            assertThat(now.instance().hashId()).isNotEqualTo(4);
            if (before.get(i).instance().hashId() != 4) {
                assertThat(now).isEqualTo(before.get(i));
            }
        }
    }

    @Test
    void aRetryWalksOnToAnother() {
        Backend home = choose("k");
        Backend next = pools.pool.choose("k", List.of(home));
        assertThat(next).isNotEqualTo(home);
        assertThat(pools.pool.choose("k", List.of(home))).isEqualTo(next);
    }

    @Test
    void withoutAKeyAnyoneMayBeChosen() {
        assertThat(IntStream.range(0, 500)
                        .mapToObj(i -> pools.pool.choose(null, List.of()))
                        .distinct())
                .hasSize(10);
    }

    @Test
    void aBoundOfOneIsRefused() {
        assertThatThrownBy(() -> new RingHash(1)).isInstanceOf(IllegalArgumentException.class);
    }

    private Backend choose(String key) {
        return pools.pool.choose(key, List.of());
    }

    /** The owner of the key while no request is in flight. */
    private Backend home(String key) {
        return pools.member(idle.pool.choose(key, List.of()).instance().hashId());
    }

    private static List<String> keys(int count) {
        return IntStream.range(0, count).mapToObj(i -> "key-" + i).toList();
    }

    private static double[] zipf(int keys) {
        double[] cumulative = new double[keys];
        double sum = 0;
        for (int i = 0; i < keys; i++) {
            sum += 1.0 / (i + 1);
            cumulative[i] = sum;
        }
        return cumulative;
    }

    private static int draw(double[] cumulative, Random random) {
        int found = Arrays.binarySearch(cumulative, random.nextDouble() * cumulative[cumulative.length - 1]);
        return found >= 0 ? found : -found - 1;
    }
}
