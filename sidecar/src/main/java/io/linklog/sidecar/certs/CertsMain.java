package io.linklog.sidecar.certs;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./linklog certs}. Exit code 0: all certificates are good; 1: nothing could be issued; 2: wrong options. */
@Command(
        name = "linklog certs",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Issues certificates for sidecars, from a CA of this Linklog's own that is made at the first time.",
        footer = {
            "",
            "Examples:",
            "  ./linklog certs                    those of our services, and renews what ends soon",
            "  ./linklog certs greeter reports    those of other programs",
            "  ./linklog certs --list             shows what there is"
        })
public final class CertsMain implements Callable<Integer> {

    private static final List<String> OURS =
            List.of("edge", "command-service", "query-service", "streams-topology", "projector");
    private static final int LONGEST_DAYS = 825;

    @Parameters(
            paramLabel = "SERVICE",
            description =
                    "whose certificate is made, or renewed when a third of its time or less is left (default: those"
                            + " that are there, and those of our services)")
    private List<String> services = List.of();

    @Option(
            names = "--days",
            paramLabel = "DAYS",
            defaultValue = "90",
            description = "how long a new certificate is good, 1 to " + LONGEST_DAYS + " (default: ${DEFAULT-VALUE})")
    private int days;

    @Option(names = "--list", description = "only show what there is")
    private boolean list;

    private final Map<String, String> environment;
    private final InstantSource clock;
    private final PrintStream out;

    CertsMain(Map<String, String> environment, InstantSource clock, PrintStream out) {
        this.environment = environment;
        this.clock = clock;
        this.out = out;
    }

    public static void main(String[] args) {
        System.exit(
                commandLine(System.getenv(), InstantSource.system(), System.out).execute(args));
    }

    static CommandLine commandLine(Map<String, String> environment, InstantSource clock, PrintStream out) {
        return new CommandLine(new CertsMain(environment, clock, out))
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    if (failure instanceof CertificateException) {
                        System.err.println("linklog certs: " + failure.getMessage());
                        return 1;
                    }
                    throw failure;
                });
    }

    @Override
    public Integer call() {
        if (days < 1 || days > LONGEST_DAYS) {
            System.err.println("linklog certs: --days is 1 to " + LONGEST_DAYS + ".");
            return 2;
        }
        Path path = Path.of(environment.getOrDefault("LINKLOG_DIR", ".linklog")).resolve("certs");
        CertificateFolder folder = new CertificateFolder(path, clock);
        List<CertificateFolder.Entry> entries =
                list ? folder.list() : folder.ensure(asked(folder), Duration.ofDays(days));
        if (entries.isEmpty()) {
            out.println("There is no CA in " + path + " yet: ./linklog certs makes one.");
            return 0;
        }
        entries.forEach(entry -> out.println(line(entry)));
        out.println();
        out.println("They are in " + path + ": ca.pem is for everybody, SERVICE.pem (certificate and key) for that"
                + " service alone, ca.key for nobody else.");
        return 0;
    }

    private List<String> asked(CertificateFolder folder) {
        if (!services.isEmpty()) {
            return services.stream().distinct().toList();
        }
        TreeSet<String> all = new TreeSet<>(OURS);
        all.addAll(folder.services());
        return List.copyOf(all);
    }

    private String line(CertificateFolder.Entry entry) {
        String state = list && entry.state() == CertificateFolder.State.KEPT
                ? "valid"
                : entry.state().name().toLowerCase(Locale.ROOT);
        String end = entry.ends().atOffset(ZoneOffset.UTC).toLocalDate() + " ("
                + ChronoUnit.DAYS.between(clock.instant(), entry.ends()) + " days)";
        return "%-24s %-8s until %s%s"
                .formatted(entry.name(), state, end, entry.note().isEmpty() ? "" : ", " + why(entry));
    }

    private static String why(CertificateFolder.Entry entry) {
        return entry.state() == CertificateFolder.State.RENEWED ? "the old one " + entry.note() : entry.note();
    }
}
