package io.linklog.mesh.etcd;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How long tests wait. The bounds allow for a busy machine; they are not the expected times. */
public final class Patience {

    /**
     * The time between two rechecks of a view. It is longer than the two seconds after which a recheck is evaluated;
     * otherwise the next recheck would begin earlier, and changes between them would count as lost.
     */
    public static final Duration RECHECK = Duration.ofSeconds(4);

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private Patience() {}

    /** Awaitility with a longer timeout than its ten seconds. */
    public static ConditionFactory await() {
        return Awaitility.await().atMost(LONGEST);
    }

    /** As above, with a description for a failure. */
    public static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(LONGEST);
    }
}
