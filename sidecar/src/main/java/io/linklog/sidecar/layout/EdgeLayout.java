package io.linklog.sidecar.layout;

import io.linklog.kit.client.Networks;
import io.linklog.mesh.route.Choice;
import io.linklog.sidecar.haproxy.ConfigFolder;
import io.linklog.sidecar.settings.ClientRates;
import io.linklog.sidecar.settings.EdgeTimeouts;
import io.linklog.sidecar.settings.SidecarSettings;
import java.util.List;
import java.util.Map;

/**
 * The layout of the edge: one port in front of command-service and query-service.
 *
 * @param folder of the configuration
 * @param settings of the agent
 */
record EdgeLayout(ConfigFolder folder, SidecarSettings settings) implements Layout {

    private static final Template TEMPLATE = Template.load("edge.cfg");
    private static final Template PROXIES = Template.load("proxies.cfg");
    /** Event streams may use a quarter of the connections. */
    private static final int STREAMS_DIVISOR = 4;

    private static final List<Pool> POOLS = List.of(
            new Pool("command-service", "command-service", Pool.Share.STABLE),
            new Pool("command-service.canary", "command-service", Pool.Share.CANARY),
            new Pool("commands", "command-service", Pool.Share.STABLE),
            new Pool("commands.canary", "command-service", Pool.Share.CANARY),
            new Pool("batch", "command-service", Pool.Share.STABLE),
            new Pool("batch.canary", "command-service", Pool.Share.CANARY),
            new Pool("events", "query-service", Pool.Share.STABLE),
            new Pool("events.canary", "query-service", Pool.Share.CANARY),
            new Pool("query-service", "query-service", Pool.Share.STABLE),
            new Pool("query-service.canary", "query-service", Pool.Share.CANARY));

    @Override
    public List<Pool> pools() {
        return POOLS;
    }

    @Override
    public Map<String, String> files() {
        return ErrorFiles.files(ErrorFiles.Cut.UNAVAILABLE);
    }

    @Override
    public String configuration(Map<Pool, List<ProxiedServer>> servers) {
        Map<String, String> values = Layout.common(folder, settings);
        values.put("connections-per-client", Integer.toString(settings.connectionsPerClient()));
        ClientRates clients = settings.clients();
        values.put("unlimited", sources(clients.unlimited()));
        boolean proxied = !settings.proxies().isNone();
        values.put("proxied", sources(settings.proxies()));
        values.put(
                "client-behind-proxies",
                proxied ? PROXIES.text() : "# LINKLOG_TRUSTED_PROXIES is none: no proxy says who its client is");
        values.put("foreign-forwarded", proxied ? "^x-forwarded-(?!for$) -m reg" : "x-forwarded- -m beg");
        values.put("peer", proxied ? "var(txn.peer)" : "src");
        values.put("connection-rate", Integer.toString(clients.connections()));
        values.put("request-rate", Integer.toString(clients.requests()));
        values.put("most-streams", Integer.toString(Math.max(1, settings.maxConnections() / STREAMS_DIVISOR)));
        EdgeTimeouts timeouts = settings.timeouts();
        values.put("read-timeout", Long.toString(timeouts.read().toMillis()));
        values.put("write-margin", Long.toString(timeouts.writeMargin().toMillis()));
        values.put("write-timeout", Long.toString(timeouts.write().toMillis()));
        values.put("longest-wait", Long.toString(EdgeTimeouts.LONGEST_WAIT.toSeconds()));
        values.put("longest-write", Long.toString(timeouts.longestWrite().toMillis()));
        values.put(
                "trace-key",
                settings.traceKey()
                        .map(EdgeLayout::traceRules)
                        .orElse("# LINKLOG_TRACE_KEY is not set: no request can ask for a trace"));
        values.put("choice-cookie", Choice.COOKIE);
        for (Pool pool : POOLS) {
            values.put(
                    "servers-of-" + pool.backend(), ProxiedServer.lines(pool, servers.getOrDefault(pool, List.of())));
        }
        return TEMPLATE.fill(values);
    }

    private static String sources(Networks networks) {
        return networks.isNone() ? "always_false" : "src " + networks.text();
    }

    private static String traceRules(String key) {
        return "http-request replace-header traceparent (.*)-00 \\1-01 if { req.hdr(X-Linklog-Trace) -m str " + key
                + " }";
    }
}
