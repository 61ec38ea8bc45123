package io.linklog.stack.whole;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One of the processes of a service.
 *
 * @param number from 1
 * @param ports the first is that of {@code /readyz}; the second, where there is one, that of its API
 * @param settings what was set for it when it was started, by the names of environment variables
 */
public record ServiceInstance(Service service, int number, List<Integer> ports, Map<String, String> settings) {

    /** What another number would have in its name, log and data folder. */
    private static final Pattern NUMBER = Pattern.compile("-[2-9]|-[1-9]\\d+");

    public ServiceInstance {
        ports = List.copyOf(ports);
        settings = Map.copyOf(settings);
    }

    /** Its id in the registry. */
    public String id() {
        return service.module() + "-" + number;
    }

    /**
     * The name of its process, its log and its data folder; the first one has no number, because most stacks have only
     * that.
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

    /** With these settings over those it has. */
    public ServiceInstance with(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(settings);
        all.putAll(more);
        return new ServiceInstance(service, number, ports, all);
    }
}
