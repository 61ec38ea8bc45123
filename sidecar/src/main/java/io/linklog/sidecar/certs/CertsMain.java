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

/** {@code ./linklog certs}. Exit code 0: all certificates are good; 1: an error; 2: wrong options. */
@Command(
        name = "linklog certs",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Issues certificates for sidecars. The first call creates the CA of this Linklog.",
        footer = {
            "",
            "Examples:",
            "  ./linklog certs                    issues those of Linklog's services, renews those that expire soon",
            "  ./linklog certs greeter reports    issues certificates for other programs",
            "  ./linklog certs --list             shows all certificates"
        })
public final class CertsMain implements Callable<Integer> {

    private static final List<String> OURS =
            List.of("edge", "command-service", "query-service", "streams-topology", "projector");
    private static final int LONGEST_DAYS = 825;

    @Parameters(
            paramLabel = "SERVICE",
            description =
                    "service whose certificate is issued, or renewed when less than a third of its validity is left"
                            + " (default: Linklog's services and all that have a certificate)")
    private List<String> services = List.of();

    @Option(
            names = "--days",
            paramLabel = "DAYS",
            defaultValue = "90",
            description = "validity of a new certificate, 1 to " + LONGEST_DAYS + " (default: ${DEFAULT-VALUE})")
    private int days;

    @Option(names = "--list", description = "show all certificates and change nothing")
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
                .setExpandAtFiles(false)
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
            System.err.println("linklog certs: --days must be 1 to " + LONGEST_DAYS + ".");
            return 2;
        }
        Path path = Path.of(environment.getOrDefault("LINKLOG_DIR", ".linklog")).resolve("certs");
        CertificateFolder folder = new CertificateFolder(path, clock);
        List<CertificateFolder.Entry> entries =
                list ? folder.list() : folder.ensure(requestedServices(folder), Duration.ofDays(days));
        if (entries.isEmpty()) {
            out.println("There is no CA in " + path + " yet: ./linklog certs creates one.");
            return 0;
        }
        entries.forEach(entry -> out.println(line(entry)));
        out.println();
        out.println("The files are in " + path + ". Give ca.pem to every machine, and SERVICE.pem (certificate and key)"
                + " only to that service. Keep ca.key secret.");
        return 0;
    }

    private List<String> requestedServices(CertificateFolder folder) {
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
