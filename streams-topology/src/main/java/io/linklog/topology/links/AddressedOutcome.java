package io.linklog.topology.links;

import io.linklog.schemas.LinkOutcome;

/**
 * An outcome and the partition that its command's sender reads.
 *
 * @param replyPartition of link-outcomes, taken modulo their number
 */
record AddressedOutcome(LinkOutcome outcome, int replyPartition) {}
