package io.linklog.query.visitlog;

/**
 * The state of one run's journal.
 *
 * @param journal the name of the journal, as in each of its visits
 * @param sequences the latest sequence number by partition, which is the number of logged visits
 * @param confirmed the latest sequence number by partition that Kafka has
 * @param dropped visits that this run has answered and not logged, because the journal or its disk was full or because
 *     of a fault, by partition
 * @param droppedBefore the same of all former runs of the instance
 * @param pendingBytes bytes that Kafka does not have yet, including those of former runs
 */
public record JournalReport(
        String journal, long[] sequences, long[] confirmed, long[] dropped, long droppedBefore, long pendingBytes) {

    /** The name of a run's journal. */
    static String name(String instanceId, long run) {
        return instanceId + '-' + String.format("%016x", run);
    }
}
