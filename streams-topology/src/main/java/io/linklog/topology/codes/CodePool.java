package io.linklog.topology.codes;

import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.topics.Topics;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Unused codes for the domains other than the default one. On each domain a code has another name, and so another
 * partition: a code that does not fit one create fits one on another domain, or of another partition, with the same
 * chance. So one bounded pool serves all domains and partitions, and hardly a code is lost. Thread-safe.
 */
final class CodePool {

    private static final int CAPACITY = 4_096;
    // looks and draws that all miss one partition of P have a probability of e^-8, and then draws go on
    private static final int LOOKS_PER_PARTITION = 8;

    private final ArrayDeque<GeneratedCode> codes = new ArrayDeque<>();

    /**
     * Takes the first code whose name on a domain belongs to a partition; null when the codes that it looks at have
     * none.
     *
     * @param lowest IDs below this one are used
     */
    synchronized @Nullable GeneratedCode take(String domain, int partition, int partitions, long lowest) {
        for (int looks = Math.min(codes.size(), LOOKS_PER_PARTITION * partitions); looks > 0; looks--) {
            GeneratedCode code = codes.removeFirst();
            if (code.id() < lowest) {
                continue;
            }
            if (fits(code, domain, partition, partitions)) {
                return code;
            }
            codes.addLast(code);
        }
        return null;
    }

    /** Keeps a code. Returns false if a full pool loses its first one for it, at which all have looked in vain. */
    synchronized boolean keep(GeneratedCode code) {
        boolean full = codes.size() == CAPACITY;
        if (full) {
            codes.removeFirst();
        }
        codes.addLast(code);
        return !full;
    }

    static boolean fits(GeneratedCode code, String domain, int partition, int partitions) {
        return Topics.partition(LinkName.text(domain, code.text()), partitions) == partition;
    }
}
