package io.linklog.sidecar.layout;

import io.linklog.mesh.http.Deadline;
import io.linklog.mesh.http.MeshHttpClient;
import io.linklog.sidecar.haproxy.ConfigFolder;
import io.linklog.sidecar.settings.Credentials;
import io.linklog.sidecar.settings.Door;
import io.linklog.sidecar.settings.ProgramSettings;
import io.linklog.sidecar.settings.SidecarSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The layout of a sidecar: a local port at which the program calls services by name and, with a door, a TLS port at
 * which other sidecars call the program. Immutable.
 */
final class SidecarLayout implements Layout {

    private static final Template WHOLE = Template.load("sidecar.cfg");
    private static final Template CALLED = Template.load("called.cfg");
    private static final Template DOOR = Template.load("door.cfg");
    /** The path of a door's health check; the door answers it, not the program. */
    private static final String DOOR_CHECK = "/.linklog/readyz";

    private static final String REASONS = "refused.map";

    /** The error codes of OpenSSL that were observed, with their meaning. */
    private static final Map<Integer, String> WHY_REFUSED = new TreeMap<>(Map.of(
            0, "is missing (or the client does not use TLS)",
            9, "is not valid yet",
            10, "has expired",
            18, "is of an unknown CA (its own)",
            19, "is of an unknown CA",
            20, "is of an unknown CA",
            21, "is of an unknown CA"));

    private final ConfigFolder folder;
    private final SidecarSettings settings;
    private final ProgramSettings program;
    private final List<Pool> pools;

    /**
     * @param folder of the configuration
     * @param settings of an agent in the role {@link io.linklog.sidecar.settings.Role#SIDECAR}
     */
    SidecarLayout(ConfigFolder folder, SidecarSettings settings) {
        this.folder = folder;
        this.settings = settings;
        this.program = settings.program().orElseThrow();
        List<Pool> all = new ArrayList<>();
        program.calls().forEach(service -> all.addAll(pools(service, program.credentials())));
        program.plainCalls().forEach(service -> all.addAll(pools(service, Optional.empty())));
        this.pools = List.copyOf(all);
    }

    private static List<Pool> pools(String service, Optional<Credentials> credentials) {
        return List.of(
                new Pool(service, service, Pool.Share.STABLE, credentials),
                new Pool(service + ProgramSettings.CANARY_SUFFIX, service, Pool.Share.CANARY, credentials));
    }

    @Override
    public Optional<Credentials> credentials() {
        return program.credentials();
    }

    @Override
    public List<Pool> pools() {
        return pools;
    }

    @Override
    public Map<String, String> files() {
        Map<String, String> files = new HashMap<>(ErrorFiles.files(ErrorFiles.Cut.TIMEOUT));
        files.put(
                REASONS,
                WHY_REFUSED.entrySet().stream()
                        .map(why -> why.getKey() + " " + why.getValue() + "\n")
                        .collect(Collectors.joining()));
        return files;
    }

    @Override
    public String configuration(Map<Pool, List<ProxiedServer>> servers) {
        Map<String, String> values = Layout.common(folder, settings);
        values.put("program", program.name());
        values.put("deadline", Long.toString(program.deadline().toMillis()));
        values.put("deadline-header", Deadline.HEADER);
        values.put("to-header", MeshHttpClient.TO);
        List<String> calls = Stream.concat(program.calls().stream(), program.plainCalls().stream())
                .toList();
        values.put("is-called", isOneOf("var(txn.service)", calls));
        values.put("calls-in-words", inWords(calls));
        values.put(
                "way-in",
                program.credentials().isPresent()
                        ? " with a TLS door (name the service in LINKLOG_SIDECAR_CALLS_PLAIN to call it without TLS)"
                        : "");
        values.put(
                "backends",
                pools.stream()
                        .map(pool -> backend(pool, servers.getOrDefault(pool, List.of())))
                        .collect(Collectors.joining("\n")));
        values.put(
                "credentials", program.credentials().map(SidecarLayout::preload).orElse(""));
        values.put("door", program.door().map(this::door).orElse(""));
        return WHOLE.fill(values);
    }

    /** A server that is never used: HAProxy reads files only at its start, and later servers may name only those. */
    private static String preload(Credentials mine) {
        return "# loads the files that servers added at runtime name\nbackend _credentials from all\n"
                + "    server never 127.0.0.1:1 disabled ssl verify required ca-file " + mine.authority() + " crt "
                + mine.certificate() + "\n";
    }

    private String door(Door door) {
        Credentials mine = program.credentials().orElseThrow();
        Map<String, String> values = new HashMap<>();
        values.put("program", program.name());
        values.put("instance", settings.service().instanceId());
        values.put("host", settings.bindHost());
        values.put("door", Integer.toString(door.port()));
        values.put("program-port", Integer.toString(door.programPort()));
        values.put("certificate", mine.certificate().toString());
        values.put("authority", mine.authority().toString());
        values.put("check", DOOR_CHECK);
        values.put("reasons", folder.path().resolve(REASONS).toString());
        values.put("is-allowed", isOneOf("var(txn.caller)", door.allowed()));
        values.put("allowed-in-words", inWords(door.allowed()));
        values.put("deadline-header", Deadline.HEADER);
        return DOOR.fill(values);
    }

    private static String inWords(List<String> services) {
        return services.isEmpty() ? "none" : String.join(", ", services);
    }

    private static String isOneOf(String sample, List<String> words) {
        return words.isEmpty() ? "FALSE" : "{ " + sample + " -m str -- " + String.join(" ", words) + " }";
    }

    private static String backend(Pool pool, List<ProxiedServer> servers) {
        return CALLED.fill(Map.of(
                "backend", pool.backend(),
                "service", pool.service(),
                "check", pool.credentials().isPresent() ? DOOR_CHECK : "/readyz",
                "deadline-header", Deadline.HEADER,
                "servers", ProxiedServer.lines(pool, servers)));
    }
}
