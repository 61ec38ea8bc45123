package io.linklog.mesh.canary;

import java.util.Optional;

/**
 * The figures of the two versions since the last conclusive comparison.
 *
 * @param baseline the figures of the stable version; {@link Figures#NONE} if they are unknown
 * @param compared the instances that the baseline covers
 * @param trouble why the figures are not reliable; empty if they are
 * @param gone whether the registry has no instance of the canary any more
 */
public record Observation(Figures canary, Figures baseline, Baseline compared, Optional<String> trouble, boolean gone) {

    /** Reliable figures. */
    public static Observation of(Figures canary, Figures baseline, Baseline compared) {
        return new Observation(canary, baseline, compared, Optional.empty(), false);
    }

    /** No figures are available, for this reason. */
    public static Observation unknown(String why) {
        return new Observation(Figures.NONE, Figures.NONE, Baseline.FLEET, Optional.of(why), false);
    }

    /** The registry has no instance of the canary. */
    public static Observation canaryGone() {
        return new Observation(Figures.NONE, Figures.NONE, Baseline.FLEET, Optional.empty(), true);
    }
}
