import io.linklog.mesh.balance.Backend;
import io.linklog.mesh.balance.BackendPool;
import io.linklog.mesh.balance.Outcome;
import io.linklog.mesh.balance.RingHash;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Which keys move when an instance comes, and what a popular key does to its instance. See ../consistent-hashing.md. */
public class KeysOnARing {

    static final int KEYS = 100_000;
    static final int IN_FLIGHT = 2_000;
    static final int REQUESTS = 200_000;

    public static void main(String[] args) {
        int moved = 0;
        for (int key = 0; key < KEYS; key++) {
            int hash = Math.floorMod(("k" + key).hashCode() * 0x9E3779B9, Integer.MAX_VALUE);
            moved += hash % 10 == hash % 11 ? 0 : 1;
        }
        System.out.printf("10 instances, then 11: keys that move%n");
        System.out.printf("  hash modulo number   %5.1f %%%n", 100.0 * moved / KEYS);

        BackendPool ten = pool(10, 1.25);
        BackendPool eleven = pool(11, 1.25);
        moved = 0;
        int amongOld = 0;
        Map<Integer, Integer> counts = new HashMap<>();
        for (int key = 0; key < KEYS; key++) {
            int before = ten.choose("k" + key, List.of()).instance().hashId();
            int after = eleven.choose("k" + key, List.of()).instance().hashId();
            counts.merge(before, 1, Integer::sum);
            moved += before == after ? 0 : 1;
            amongOld += before != after && after != 11 ? 1 : 0;
        }
        int most = counts.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
        System.out.printf(
                "  ring                 %5.1f %%, of them %d between two that were there before%n",
                100.0 * moved / KEYS, amongOld);
        System.out.printf("  largest share of the ring: %.2f of the mean%n", most * 10.0 / KEYS);

        System.out.printf("%nKeys as popular as words (Zipf), %,d requests in flight, 10 instances: the fullest has%n", IN_FLIGHT);
        load("  plain ring         ", 1_000_000);
        load("  bounded, c = 1.25  ", 1.25);
    }

    static void load(String name, double bound) {
        BackendPool pool = pool(10, bound);
        BackendPool idle = pool(10, bound);
        double[] cumulative = new double[KEYS];
        double sum = 0;
        for (int i = 0; i < KEYS; i++) {
            cumulative[i] = sum += 1.0 / (i + 1);
        }
        Random random = new Random(5);
        ArrayDeque<Backend> underWay = new ArrayDeque<>();
        double fullest = 0;
        int elsewhere = 0;
        for (int i = 0; i < REQUESTS; i++) {
            if (underWay.size() == IN_FLIGHT) {
                underWay.remove().end(Outcome.SUCCESS, 1, 0);
            }
            int at = Arrays.binarySearch(cumulative, random.nextDouble() * sum);
            String key = "k" + (at >= 0 ? at : -at - 1);
            Backend chosen = pool.choose(key, List.of());
            chosen.begin();
            underWay.add(chosen);
            elsewhere += chosen.instance().equals(idle.choose(key, List.of()).instance()) ? 0 : 1;
            if (underWay.size() == IN_FLIGHT) {
                fullest = Math.max(fullest, chosen.inFlight() * 10.0 / IN_FLIGHT);
            }
        }
        System.out.printf("%s %.2f of the mean; away from home: %.1f %% of requests%n", name, fullest, 100.0 * elsewhere / REQUESTS);
    }

    static BackendPool pool(int count, double bound) {
        List<Instance> instances =
                IntStream.rangeClosed(1, count).mapToObj(KeysOnARing::instance).toList();
        return new BackendPool(() -> instances, new RingHash(bound), () -> 0, ThreadLocalRandom::current, () -> {});
    }

    static Instance instance(int number) {
        return Instance.builder("any", "i-" + number, "127.0.0.1", 80)
                .state(InstanceState.UP)
                .zone("here")
                .hashId(number)
                .startedAt(Instant.EPOCH)
                .build();
    }
}
