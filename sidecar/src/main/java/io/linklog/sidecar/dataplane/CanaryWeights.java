package io.linklog.sidecar.dataplane;

import io.linklog.mesh.route.Route;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The weights of canaries: a map inside HAProxy, with an entry for each service that has a canary. */
final class CanaryWeights {

    private CanaryWeights() {}

    /** The basis points by service; a service without a canary has no entry. */
    static Map<String, Integer> of(Map<String, Route> routes) {
        Map<String, Integer> weights = new HashMap<>();
        routes.forEach((service, route) -> {
            if (route.canary().isPresent()) {
                weights.put(service, route.weight());
            }
        });
        return weights;
    }

    /**
     * The commands that change HAProxy's map to the wanted weights.
     *
     * @param map the file that names the map
     * @param actual entries of HAProxy's map
     */
    static List<RuntimeCommand> plan(Path map, Map<String, Integer> wanted, Map<String, String> actual) {
        List<RuntimeCommand> steps = new ArrayList<>();
        wanted.forEach((service, weight) -> {
            String now = actual.get(service);
            if (now == null) {
                steps.add(RuntimeCommand.silent("add map " + map + " " + service + " " + weight));
            } else if (!now.equals(Integer.toString(weight))) {
                steps.add(RuntimeCommand.silent("set map " + map + " " + service + " " + weight));
            }
        });
        actual.keySet().stream()
                .filter(service -> !wanted.containsKey(service))
                .forEach(service -> steps.add(RuntimeCommand.silent("del map " + map + " " + service)));
        return steps;
    }
}
