package io.linklog.mesh.etcd;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How long tests wait: bounds for a machine that does other things, not what it takes. */
public final class Patience {

    /**
     * Between two rechecks of a view. More than the two seconds after which one is judged: else the next one begins
     * before, and what came between counts as lost.
     */
    public static final Duration RECHECK = Duration.ofSeconds(4);

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private Patience() {}

    /** As Awaitility's, with more patience than its ten seconds. */
    public static ConditionFactory await() {
        return Awaitility.await().atMost(LONGEST);
    }

    /** The same, with words for the failure. */
    public static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(LONGEST);
    }
}
