package io.linklog.bench.load;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The CPU time of processes between two moments.
 *
 * @param before microseconds of each process at the first moment
 */
public record CpuUse(Map<String, ProcessCpu> processes, Map<String, Double> before) {

    public static CpuUse begin(Map<String, ProcessCpu> processes) {
        return new CpuUse(processes, now(processes));
    }

    /** Microseconds since {@link #begin}, by process. */
    public Map<String, Double> end() {
        Map<String, Double> used = now(processes);
        used.replaceAll((name, micros) -> micros - before.getOrDefault(name, Double.NaN));
        return used;
    }

    private static Map<String, Double> now(Map<String, ProcessCpu> processes) {
        Map<String, Double> micros = new LinkedHashMap<>();
        processes.forEach((name, process) -> micros.put(name, process.micros()));
        return micros;
    }
}
