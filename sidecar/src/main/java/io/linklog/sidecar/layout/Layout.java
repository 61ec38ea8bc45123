package io.linklog.sidecar.layout;

import io.linklog.mesh.route.Choice;
import io.linklog.sidecar.haproxy.ConfigFolder;
import io.linklog.sidecar.settings.Credentials;
import io.linklog.sidecar.settings.Role;
import io.linklog.sidecar.settings.SidecarSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an HAProxy consists of for one role. Immutable. */
public interface Layout {

    /** The layout of the role that the settings name. */
    static Layout of(SidecarSettings settings, ConfigFolder folder) {
        return settings.role() == Role.EDGE ? new EdgeLayout(folder, settings) : new SidecarLayout(folder, settings);
    }

    /** The backends that have servers of the registry. */
    List<Pool> pools();

    /**
     * The file that HAProxy starts from.
     *
     * @param servers of every pool, those that are to be there from the first moment
     */
    String configuration(Map<Pool, List<ProxiedServer>> servers);

    /** What is given to HAProxy anew when it is replaced. */
    default Optional<Credentials> credentials() {
        return Optional.empty();
    }

    /** Other files that the configuration names, by name, in the same folder. */
    Map<String, String> files();

    /** What the configurations of all roles have places for; the caller's to add to. */
    static Map<String, String> common(ConfigFolder folder, SidecarSettings settings) {
        Map<String, String> values = new HashMap<>();
        values.put("max-connections", Integer.toString(settings.maxConnections()));
        values.put("socket", folder.socket().toString());
        values.put("error-files", ErrorFiles.directives(folder.path()));
        values.put("host", settings.bindHost());
        values.put("port", Integer.toString(settings.port()));
        values.put("metrics-port", Integer.toString(settings.metricsPort()));
        values.put("trace-sample", Integer.toString(settings.traceSample()));
        values.put("weights", folder.weights().toString());
        values.put("choice-header", Choice.HEADER);
        values.put("choice-always", Choice.ALWAYS);
        values.put("choice-never", Choice.NEVER);
        return values;
    }
}
