package io.linklog.mesh.canary;

import java.util.Optional;

/**
 * What was seen of the two versions since the last result.
 *
 * @param baseline of the stable version; {@link Figures#NONE} when nothing is known
 * @param compared which instances these are
 * @param trouble why the figures are not to be trusted, if so
 * @param gone whether the registry has no instance of the canary any more
 */
public record Observation(Figures canary, Figures baseline, Baseline compared, Optional<String> trouble, boolean gone) {

    public static Observation of(Figures canary, Figures baseline, Baseline compared) {
        return new Observation(canary, baseline, compared, Optional.empty(), false);
    }

    /** Nothing is known. */
    public static Observation unknown(String why) {
        return new Observation(Figures.NONE, Figures.NONE, Baseline.FLEET, Optional.of(why), false);
    }

    /** No instance of the canary is there. */
    public static Observation nobody() {
        return new Observation(Figures.NONE, Figures.NONE, Baseline.FLEET, Optional.empty(), true);
    }
}
