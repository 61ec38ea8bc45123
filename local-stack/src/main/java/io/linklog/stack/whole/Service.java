package io.linklog.stack.whole;

import io.linklog.stack.machine.StackException;
import io.linklog.stack.process.Program;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Linklog's own services, in the order of {@code status}. Each can have several instances. */
public enum Service {
    TOPOLOGY("streams-topology", "io.linklog.topology.StreamsTopology", 320, "LINKLOG_TOPOLOGY_ADMIN_PORT"),
    PROJECTOR("projector", "io.linklog.projector.Projector", 192, "LINKLOG_PROJECTOR_ADMIN_PORT"),
    COMMAND(
            "command-service",
            "io.linklog.command.CommandService",
            256,
            "LINKLOG_COMMAND_ADMIN_PORT",
            "LINKLOG_COMMAND_PORT"),
    QUERY("query-service", "io.linklog.query.QueryService", 256, "LINKLOG_QUERY_ADMIN_PORT", "LINKLOG_QUERY_PORT");

    private final String module;
    private final String mainClass;
    private final int heapMegabytes;
    private final List<String> portSettings;

    /** @param portSettings of the first instance: first the admin port, then the port of the API if it has one */
    Service(String module, String mainClass, int heapMegabytes, String... portSettings) {
        this.module = module;
        this.mainClass = mainClass;
        this.heapMegabytes = heapMegabytes;
        this.portSettings = List.of(portSettings);
    }

    /**
     * The service of this name.
     *
     * @throws StackException when there is no service of this name
     */
    public static Service byName(String name) {
        return Arrays.stream(values())
                .filter(service -> service.module.equals(name))
                .findFirst()
                .orElseThrow(() -> new StackException("There is no service " + name + "; there are "
                        + Arrays.stream(values()).map(Service::module).collect(Collectors.joining(", ")) + "."));
    }

    /** The service's folder in the project, and its name in the registry. */
    public String module() {
        return module;
    }

    public String mainClass() {
        return mainClass;
    }

    /** As {@link Program#yields}. */
    public boolean yields() {
        return this == PROJECTOR;
    }

    /** The maximum heap of one instance. */
    public int heapMegabytes() {
        return heapMegabytes;
    }

    /** The settings that change the ports of the first instance. */
    List<String> portSettings() {
        return portSettings;
    }

    /** The first instance, on the ports of the stack's addresses. */
    ServiceInstance first(Addresses addresses) {
        return new ServiceInstance(
                this, 1, portSettings.stream().map(addresses::port).toList(), Map.of());
    }
}
