package io.linklog.mesh.balance;

import io.linklog.mesh.registry.Instance;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Prefers the caller's zone as far as its capacity goes. Assumes that callers are spread evenly over the zones that
 * have instances. Then a zone needs an even share of the total capacity. If it has that much, all requests stay in the
 * zone. If it has less, the missing part goes to the zones with more than an even share, in proportion to their
 * surplus. So instances get the same load everywhere. Derived from Envoy's zone-aware routing, which measures how
 * callers are spread.
 */
final class ZoneSpill {

    private ZoneSpill() {}

    /** The part of all requests that callers in a zone should send to each available member, in order. */
    static double[] shares(PoolMembers members, String zone) {
        Map<String, Double> capacity = new HashMap<>();
        members.all().forEach(member -> capacity.put(member.instance().zone(), 0.0));
        for (Backend member : members.available()) {
            capacity.merge(member.instance().zone(), (double) member.instance().weight(), Double::sum);
        }
        Map<String, Double> parts = partsOfZones(capacity, zone);
        List<Backend> available = members.available();
        double[] shares = new double[available.size()];
        for (int i = 0; i < shares.length; i++) {
            Instance instance = available.get(i).instance();
            double part = parts.getOrDefault(instance.zone(), 0.0);
            shares[i] = part * instance.weight() / capacity.getOrDefault(instance.zone(), 0.0);
        }
        return shares;
    }

    private static Map<String, Double> partsOfZones(Map<String, Double> capacity, String own) {
        double total = sum(capacity);
        Map<String, Double> parts = new HashMap<>();
        if (!capacity.containsKey(own)) {
            capacity.forEach((zone, its) -> parts.put(zone, its / total));
            return parts;
        }
        double even = total / capacity.size();
        double kept = Math.min(1, capacity.getOrDefault(own, 0.0) / even);
        Map<String, Double> surplus = new HashMap<>();
        capacity.forEach((zone, its) -> surplus.put(zone, Math.max(0, its - even)));
        double spare = sum(surplus);
        // spare is 0 if the zones are equal; then rounding may leave kept slightly below 1
        surplus.forEach((zone, its) -> parts.put(zone, spare == 0 ? 0 : (1 - kept) * its / spare));
        parts.put(own, spare == 0 ? 1 : kept);
        return parts;
    }

    private static double sum(Map<String, Double> values) {
        return values.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
