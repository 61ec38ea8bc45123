package io.linklog.bench.experiment;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the command line. The goals were set with the defaults. */
public final class BenchOptions {

    /** The default commit interval of streams-topology. */
    static final int DEFAULT_COMMIT_MILLIS = 25;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Number of rounds; their medians are shown (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--redirect-seconds",
            defaultValue = "15",
            description = "Duration of each turn of redirects (${DEFAULT-VALUE}).")
    private int redirectSeconds;

    @Option(
            names = "--create-seconds",
            defaultValue = "30",
            description = "Duration of each turn of creates (${DEFAULT-VALUE}).")
    private int createSeconds;

    @Option(
            names = "--warm-up-seconds",
            defaultValue = "20",
            description = "Load before the first round; a cold JVM has 2 to 10 times the latency (${DEFAULT-VALUE}).")
    private int warmUpSeconds;

    @Option(names = "--rate", defaultValue = "1000", description = "Creates per second (${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--command-services",
            defaultValue = "1",
            paramLabel = "N",
            description = "Instances of command-service that share the creates (${DEFAULT-VALUE}).")
    private int commandServices;

    @Option(
            names = "--visit-rate",
            defaultValue = "1000",
            description = "Visits per second while statistics are measured (${DEFAULT-VALUE}).")
    private int visitRate;

    @Option(
            names = "--commit-intervals",
            split = ",",
            paramLabel = "MS",
            description = "Measures creates with each of these commit intervals; default: that of the topology.")
    private List<Integer> commitIntervals = List.of();

    @Option(names = "--partitions", defaultValue = "12", description = "Partitions of the topics (${DEFAULT-VALUE}).")
    private int partitions;

    @Option(
            names = "--file",
            description =
                    "File of URLs to import, one per line; default: generated URLs, as many and as long as real ones.")
    private @Nullable Path file;

    @Option(
            names = "--jvm",
            split = " ",
            paramLabel = "FLAGS",
            description =
                    "More flags for each service's JVM, for instance of a profiler; %%n is the name of the service.")
    private List<String> jvm = List.of();

    @Option(
            names = "--links",
            defaultValue = "1000000",
            description = "Links among which the search is measured (${DEFAULT-VALUE}).")
    private int links;

    @Option(names = "--keep", description = "Keep data and logs of the run.")
    private boolean keep;

    @Option(
            names = "--folder",
            description = "Folder for data, logs and the JSON of the figures; default: benchmarks/target/bench.")
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

    /** The load before each turn, which fills the caches with what this turn needs. */
    Duration leadIn() {
        return Duration.ofSeconds(Math.min(3, warmUpSeconds));
    }

    int rate() {
        return rate;
    }

    public int commandServices() {
        return commandServices;
    }

    int links() {
        return links;
    }

    int visitRate() {
        return visitRate;
    }

    /** At least one interval; an empty value stands for the topology's default. */
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

    /** The rounds and their length, for a title. */
    String describe(Duration turn) {
        return "median of " + rounds + " rounds of " + turn.toSeconds() + " s";
    }
}
