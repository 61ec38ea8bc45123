package io.linklog.sidecar.settings;

import io.linklog.mesh.registry.Instance;
import java.util.List;
import java.util.Map;

/**
 * Where other sidecars reach the program of this one, by mutual TLS.
 *
 * @param port of the sidecar
 * @param programPort of the program on this machine
 * @param allowed names of the services that may call
 */
public record Door(int port, int programPort, List<String> allowed) {

    /** Says in the registry where an instance's door is. Its plain port is 0 where there is no other way in. */
    private static final String METADATA = "tlsPort";

    /** What an instance says of itself. */
    Map<String, String> metadata() {
        return Map.of(METADATA, Integer.toString(port));
    }

    /** The port of an instance's door; 0 for one that has none. */
    public static int of(Instance instance) {
        String port = instance.metadata().getOrDefault(METADATA, "");
        return port.matches("[1-9][0-9]{0,4}") && Integer.parseInt(port) <= 65_535 ? Integer.parseInt(port) : 0;
    }
}
