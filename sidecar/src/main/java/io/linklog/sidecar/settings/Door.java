package io.linklog.sidecar.settings;

import io.linklog.mesh.registry.Instance;
import java.util.List;
import java.util.Map;

/**
 * A TLS door: the port at which other sidecars call the program of this sidecar, with mutual TLS.
 *
 * @param port of the door
 * @param programPort local port of the program
 * @param allowed names of the services that may call
 */
public record Door(int port, int programPort, List<String> allowed) {

    /** The registry entry with the port of an instance's door. An instance with only a door has the plain port 0. */
    private static final String METADATA = "tlsPort";

    /** The metadata of an instance with this door. */
    Map<String, String> metadata() {
        return Map.of(METADATA, Integer.toString(port));
    }

    /** The port of an instance's door; 0 if it has none. */
    public static int of(Instance instance) {
        String port = instance.metadata().getOrDefault(METADATA, "");
        return port.matches("[1-9][0-9]{0,4}") && Integer.parseInt(port) <= 65_535 ? Integer.parseInt(port) : 0;
    }
}
