package io.linklog.topology;

import io.linklog.schemas.LinkOutcome;

/**
 * An outcome and where its asker reads.
 *
 * @param replyPartition of link-outcomes; taken modulo their number
 */
record Answer(LinkOutcome outcome, int replyPartition) {}
