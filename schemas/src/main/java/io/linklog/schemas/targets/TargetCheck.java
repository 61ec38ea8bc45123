package io.linklog.schemas.targets;

import java.util.Optional;

/** Says whether links may lead to a host. Implementations are thread-safe and make no remote call. */
@FunctionalInterface
public interface TargetCheck {

    /** The mistake in a target with this host, as the end of a sentence: "must not …"; empty if it may be linked. */
    Optional<String> mistake(TargetHost target);

    /** Both checks, this one first. */
    default TargetCheck and(TargetCheck other) {
        return target -> mistake(target).or(() -> other.mistake(target));
    }
}
