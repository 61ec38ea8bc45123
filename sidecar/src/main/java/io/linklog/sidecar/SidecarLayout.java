package io.linklog.sidecar;

import io.linklog.mesh.http.Deadline;
import io.linklog.mesh.http.MeshHttpClient;
import io.linklog.mesh.route.Choice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A sidecar: one port on this machine from which a program calls services by their names. Immutable.
 */
final class SidecarLayout implements Layout {

    /** What a backend's name ends with that has the instances on trial. */
    static final String CANARY = ".canary";

    private static final Template WHOLE = Template.named("sidecar.cfg");
    private static final Template CALLED = Template.named("called.cfg");
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final int MAX_CONNECTIONS = 1000;

    private final ConfigFolder folder;
    private final SidecarSettings settings;
    private final ProgramSettings program;
    private final List<Pool> pools;

    /**
     * @param folder that HAProxy reads from
     * @param settings of the agent, in the role of a sidecar
     */
    SidecarLayout(ConfigFolder folder, SidecarSettings settings) {
        this.folder = folder;
        this.settings = settings;
        this.program = settings.program().orElseThrow();
        List<Pool> all = new ArrayList<>();
        for (String service : program.calls()) {
            all.add(new Pool(service, service, Pool.Share.STABLE, MAX_CONNECTIONS, WARM_UP));
            all.add(new Pool(service + CANARY, service, Pool.Share.CANARY, MAX_CONNECTIONS, WARM_UP));
        }
        this.pools = List.copyOf(all);
    }

    @Override
    public List<Pool> pools() {
        return pools;
    }

    @Override
    public Map<String, String> files() {
        return ErrorAnswers.files();
    }

    @Override
    public String configuration(Map<Pool, List<Server>> servers) {
        Map<String, String> values = new HashMap<>();
        values.put("max-connections", Integer.toString(settings.maxConnections()));
        values.put("socket", folder.socket().toString());
        values.put("error-files", ErrorAnswers.directives(folder.path()));
        values.put("host", settings.bindHost());
        values.put("port", Integer.toString(settings.port()));
        values.put("metrics-port", Integer.toString(settings.metricsPort()));
        values.put("trace-sample", Integer.toString(settings.traceSample()));
        values.put("program", program.name());
        values.put("deadline", Long.toString(program.deadline().toMillis()));
        values.put("deadline-header", Deadline.HEADER);
        values.put("to-header", MeshHttpClient.TO);
        values.put("is-called", isOneOf("var(txn.service)", program.calls()));
        values.put("calls-in-words", program.calls().isEmpty() ? "none" : String.join(", ", program.calls()));
        values.put("weights", folder.weights().toString());
        values.put("choice-header", Choice.HEADER);
        values.put("choice-always", Choice.ALWAYS);
        values.put("choice-never", Choice.NEVER);
        values.put(
                "backends",
                pools.stream()
                        .map(pool -> backend(pool, servers.getOrDefault(pool, List.of())))
                        .collect(Collectors.joining("\n")));
        return WHOLE.fill(values);
    }

    private static String isOneOf(String sample, List<String> words) {
        return words.isEmpty() ? "FALSE" : "{ " + sample + " -m str -- " + String.join(" ", words) + " }";
    }

    private static String backend(Pool pool, List<Server> servers) {
        return CALLED.fill(Map.of(
                "backend", pool.backend(),
                "service", pool.service(),
                "deadline-header", Deadline.HEADER,
                "servers", Server.lines(pool, servers)));
    }
}
