import io.linklog.mesh.balance.Backend;
import io.linklog.mesh.balance.BackendPool;
import io.linklog.mesh.balance.Outcome;
import io.linklog.mesh.balance.PowerOfTwoChoices;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Ten instances, one of them ten times slower: who gets how much, and what callers feel. Simulated; see ../client-side-balancing.md. */
public class SlowInstance {

    static final int INSTANCES = 10;
    static final int REQUESTS = 100_000;
    static final long EACH_NANOS = 1_000_000; // 1,000 requests a second

    record Pending(long at, long took, Backend backend) {}

    public static void main(String[] args) {
        System.out.println("                       share of the slow one   median   p99");
        int[] turn = {0};
        Random random = new Random(1);
        run("round robin", (pool, all) -> all.get(turn[0]++ % all.size()));
        run("at random", (pool, all) -> all.get(random.nextInt(all.size())));
        run("power of two choices", (pool, all) -> pool.choose(null, List.of()));
    }

    interface Way {
        Backend choose(BackendPool pool, List<Backend> all);
    }

    static void run(String name, Way way) {
        long[] now = {0};
        List<Instance> instances =
                IntStream.rangeClosed(1, INSTANCES).mapToObj(SlowInstance::instance).toList();
        BackendPool pool = new BackendPool(
                () -> instances,
                new PowerOfTwoChoices("here", ThreadLocalRandom::current),
                () -> now[0],
                ThreadLocalRandom::current,
                () -> {});
        List<Backend> all = pool.members().all();
        Random noise = new Random(7);
        PriorityQueue<Pending> underWay = new PriorityQueue<>(Comparator.comparingLong(Pending::at));
        long[] took = new long[REQUESTS];
        int slow = 0;
        for (int i = 0; i < REQUESTS; i++) {
            now[0] += EACH_NANOS;
            while (!underWay.isEmpty() && underWay.peek().at() <= now[0]) {
                Pending done = underWay.remove();
                done.backend().end(Outcome.SUCCESS, done.took(), now[0]);
            }
            Backend chosen = way.choose(pool, all);
            chosen.begin();
            boolean isSlow = chosen.instance().hashId() == 1;
            slow += isSlow ? 1 : 0;
            took[i] = (long) ((isSlow ? 100e6 : 10e6) * (0.5 + noise.nextExponential() / 2));
            underWay.add(new Pending(now[0] + took[i], took[i], chosen));
        }
        Arrays.sort(took);
        System.out.printf(
                "%-22s %18.2f %% %7.0f ms %4.0f ms%n",
                name, 100.0 * slow / REQUESTS, took[REQUESTS / 2] / 1e6, took[REQUESTS * 99 / 100] / 1e6);
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
