package io.linklog.stack.whole;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One instance of a service.
 *
 * @param number from 1
 * @param ports first the admin port, then the port of the API if it has one
 * @param settings given to it at its start; keys are names of environment variables
 */
public record ServiceInstance(Service service, int number, List<Integer> ports, Map<String, String> settings) {

    /** The suffix of a process name for every number but 1. */
    private static final Pattern NUMBER = Pattern.compile("-[2-9]|-[1-9]\\d+");

    public ServiceInstance {
        ports = List.copyOf(ports);
        settings = Map.copyOf(settings);
    }

    /** The id in the registry. */
    public String id() {
        return service.module() + "-" + number;
    }

    /**
     * The name of its process, log and data folder. The first instance has no number, because most stacks have only
     * that one.
     */
    public String processName() {
        return number == 1 ? service.module() : id();
    }

    /** Whether a process of this name is an instance of the service. */
    static boolean isOf(Service service, String processName) {
        return processName.startsWith(service.module())
                && (processName.length() == service.module().length()
                        || NUMBER.matcher(processName.substring(service.module().length()))
                                .matches());
    }

    ServiceInstance on(List<Integer> otherPorts) {
        return new ServiceInstance(service, number, otherPorts, settings);
    }

    /** This instance with more settings, which override its own. */
    public ServiceInstance with(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(settings);
        all.putAll(more);
        return new ServiceInstance(service, number, ports, all);
    }
}
