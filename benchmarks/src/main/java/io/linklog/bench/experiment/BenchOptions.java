package io.linklog.bench.experiment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be chosen on the command line; the defaults are what the goals were set with. */
public final class BenchOptions {

    /** What streams-topology commits at when nothing is set. */
    static final int DEFAULT_COMMIT_MILLIS = 25;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Rounds; medians of them are shown (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--redirect-seconds",
            defaultValue = "15",
            description = "Each turn of redirects (${DEFAULT-VALUE}).")
    private int redirectSeconds;

    @Option(names = "--create-seconds", defaultValue = "30", description = "Each turn of creates (${DEFAULT-VALUE}).")
    private int createSeconds;

    @Option(
            names = "--warm-up-seconds",
            defaultValue = "20",
            description = "Load before the first round; a cold JVM shows 2 to 10 times the latency (${DEFAULT-VALUE}).")
    private int warmUpSeconds;

    @Option(names = "--rate", defaultValue = "1000", description = "Creates a second (${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--command-services",
            defaultValue = "1",
            paramLabel = "N",
            description = "Instances that creates are spread over, as the registry has them (${DEFAULT-VALUE}).")
    private int commandServices;

    @Option(
            names = "--visit-rate",
            defaultValue = "1000",
            description = "Visits a second while the statistics are looked at (${DEFAULT-VALUE}).")
    private int visitRate;

    @Option(
            names = "--commit-intervals",
            split = ",",
            paramLabel = "MS",
            description = "Creates are measured with each of these commit intervals; default: the topology's own.")
    private List<Integer> commitIntervals = List.of();

    @Option(names = "--partitions", defaultValue = "12", description = "Partitions of the topics (${DEFAULT-VALUE}).")
    private int partitions;

    @Option(
            names = "--file",
            description = "URLs to import, one a line; default: made up, as many and as long as real ones were.")
    private @Nullable Path file;

    @Option(
            names = "--jvm",
            split = " ",
            paramLabel = "FLAGS",
            description = "More flags for each service's JVM, to profile with; %%n is the service's name.")
    private List<String> jvm = List.of();

    @Option(names = "--keep", description = "Keep data and logs of the run.")
    private boolean keep;

    @Option(
            names = "--folder",
            description = "For data, logs and the JSON of the figures; default: benchmarks/target/bench.")
    private @Nullable Path folder;

    int rounds() {
        return rounds;
    }

    Duration redirectTime() {
        return Duration.ofSeconds(redirectSeconds);
    }

    Duration createTime() {
        return Duration.ofSeconds(createSeconds);
    }

    Duration warmUp() {
        return Duration.ofSeconds(warmUpSeconds);
    }

    /** Before each turn, so that the caches hold what this turn needs and not what the other one left. */
    Duration leadIn() {
        return Duration.ofSeconds(Math.min(3, warmUpSeconds));
    }

    int rate() {
        return rate;
    }

    public int commandServices() {
        return commandServices;
    }

    int visitRate() {
        return visitRate;
    }

    /** At least one; empty is the topology's default. */
    public List<OptionalInt> commitIntervals() {
        return commitIntervals.isEmpty()
                ? List.of(OptionalInt.empty())
                : commitIntervals.stream().map(OptionalInt::of).toList();
    }

    public int partitions() {
        return partitions;
    }

    @Nullable
    Path file() {
        return file;
    }

    public List<String> jvm() {
        return jvm;
    }

    public boolean keep() {
        return keep;
    }

    public Path folder(Path otherwise) {
        return folder == null ? otherwise : folder;
    }

    /** For a title. */
    String describe(Duration turn) {
        return "median of " + rounds + " rounds of " + turn.toSeconds() + " s";
    }
}
