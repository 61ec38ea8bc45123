package io.linklog.mesh.balance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Own zone first, as far as its capacity goes. Callers are taken to be spread evenly over the zones that have
 * instances: then a zone owes its callers an even share of all capacity. Has it that much, everything stays; has it
 * less, the missing part goes to zones that have more than their even share, in proportion to their surplus. So the
 * load an instance gets is the same everywhere. From Envoy's zone-aware routing, which learns how callers are really
 * spread.
 */
final class ZoneSpill {

    private ZoneSpill() {}

    /** Of each available member, in order, the part of all requests that callers in {@code zone} should send it. */
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
            String its = available.get(i).instance().zone();
            shares[i] =
                    parts.getOrDefault(its, 0.0) * available.get(i).instance().weight() / capacity.get(its);
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
        double kept = Math.min(1, capacity.get(own) / even);
        Map<String, Double> surplus = new HashMap<>();
        capacity.forEach((zone, its) -> surplus.put(zone, Math.max(0, its - even)));
        double spare = sum(surplus);
        // spare is 0 when zones are equal; rounding may then leave kept a hair below 1
        surplus.forEach((zone, its) -> parts.put(zone, spare == 0 ? 0 : (1 - kept) * its / spare));
        parts.put(own, spare == 0 ? 1 : kept);
        return parts;
    }

    private static double sum(Map<String, Double> values) {
        return values.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
