package io.linklog.kit.decider;

import java.util.Collection;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How far the instances of streams-topology are with building their stores. An application is {@code links}, or
 * {@code visits} with the number of a later generation of the count.
 *
 * @param whole the number of partitions that are whole, by application
 * @param recordsLeft of the log to read
 */
public record RebuildProgress(Map<String, Long> whole, long recordsLeft) {

    private static final String ORDER = "linklog_rebuild_order";
    private static final String WHOLE = "linklog_rebuild_partitions_whole";
    private static final String LEFT = "linklog_rebuild_records_left";

    /**
     * Adds up what the instances say.
     *
     * @param metrics the text of each instance, in the format of Prometheus
     * @param order an instance that does not follow it yet has nothing that is whole
     */
    public static RebuildProgress of(Collection<String> metrics, Collection<String> applications, long order) {
        Map<String, Long> whole = new TreeMap<>();
        long left = 0;
        for (String application : applications) {
            long partitions = 0;
            for (String text : metrics) {
                if (value(text, ORDER, application).orElse(0) >= order) {
                    partitions += (long) value(text, WHOLE, application).orElse(0);
                    left += (long) value(text, LEFT, application).orElse(0);
                }
            }
            whole.put(application, partitions);
        }
        return new RebuildProgress(whole, left);
    }

    private static OptionalDouble value(String text, String name, String application) {
        String tag = "application=\"" + application + '"';
        return text.lines()
                .filter(line -> line.startsWith(name + '{') && line.contains(tag))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst();
    }

    /** How many partitions of all applications are whole. */
    public long wholePartitions() {
        return whole.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Whether all partitions are whole.
     *
     * @param applications the number of partitions of each
     */
    public boolean isWhole(Map<String, Integer> applications) {
        return applications.entrySet().stream().allMatch(one -> whole.getOrDefault(one.getKey(), 0L) >= one.getValue());
    }
}
