package io.linklog.query.visitlog;

/**
 * What one run of an instance says of its journal.
 *
 * @param journal its name in each visit
 * @param sequences the last number given in each partition, which is how many visits it took
 * @param confirmed the last number in each partition that Kafka has
 * @param dropped visits that found it full, by partition
 * @param pendingBytes that are not in Kafka yet, those of former runs included
 */
public record JournalReport(String journal, long[] sequences, long[] confirmed, long[] dropped, long pendingBytes) {

    /** The name of a run's journal. */
    static String name(String instanceId, long run) {
        return instanceId + '-' + String.format("%016x", run);
    }
}
