package io.linklog.query.limits;

import java.util.concurrent.atomic.AtomicLong;

/** Names the leases of one run of an instance, so that no two leases ever have the same name. Thread-safe. */
final class LeaseNames {

    private final String ofInstance;
    private final String ofRun;
    private final AtomicLong last = new AtomicLong();

    /** @param run random id of this run of the process */
    LeaseNames(String instanceId, long run) {
        this.ofInstance = instanceId + '/';
        this.ofRun = ofInstance + Long.toHexString(run) + '/';
    }

    String next() {
        return ofRun + last.incrementAndGet();
    }

    /** Whether a former run of this instance made the lease: that process has ended, and what it held is lost. */
    boolean isOfFormerRun(String lease) {
        return lease.startsWith(ofInstance) && !lease.startsWith(ofRun);
    }
}
