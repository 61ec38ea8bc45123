package io.linklog.sidecar.layout;

import io.linklog.kit.listen.ListenSettings;
import io.linklog.mesh.route.Choice;
import io.linklog.sidecar.haproxy.ConfigFolder;
import io.linklog.sidecar.settings.Credentials;
import io.linklog.sidecar.settings.Role;
import io.linklog.sidecar.settings.SidecarSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The configuration of an HAProxy in one role. Immutable. */
public interface Layout {

    /** The layout for the role in the settings. */
    static Layout of(SidecarSettings settings, ConfigFolder folder) {
        return settings.role() == Role.EDGE ? new EdgeLayout(folder, settings) : new SidecarLayout(folder, settings);
    }

    /** The backends whose servers come from the registry. */
    List<Pool> pools();

    /**
     * The configuration file.
     *
     * @param servers of each pool, present from the start of HAProxy
     */
    String configuration(Map<Pool, List<ProxiedServer>> servers);

    /** The certificate that is reloaded into HAProxy when its file changes. */
    default Optional<Credentials> credentials() {
        return Optional.empty();
    }

    /** The other files that the configuration names, as text by name, in the same folder. */
    Map<String, String> files();

    /** What is no host name would change the meaning of the file. */
    private static String ownHosts(ListenSettings listen) {
        return listen.hosts().stream()
                .filter(host -> host.matches("[0-9a-z._-]+"))
                .collect(Collectors.joining(" "));
    }

    /** The values for the templates of all roles, in a new mutable map. */
    static Map<String, String> common(ConfigFolder folder, SidecarSettings settings) {
        Map<String, String> values = new HashMap<>();
        values.put("max-connections", Integer.toString(settings.maxConnections()));
        values.put("socket", folder.socket().toString());
        values.put("error-files", ErrorFiles.directives(folder.path()));
        values.put("host", settings.bindHost());
        values.put("own-hosts", ownHosts(settings.service().listen()));
        values.put("port", Integer.toString(settings.port()));
        values.put("metrics-port", Integer.toString(settings.metricsPort()));
        values.put("trace-sample", Integer.toString(settings.traceSample()));
        values.put("weights", folder.weights().toString());
        values.putAll(HeadSizes.values());
        values.put("choice-header", Choice.HEADER);
        values.put("choice-always", Choice.ALWAYS);
        values.put("choice-never", Choice.NEVER);
        return values;
    }
}
