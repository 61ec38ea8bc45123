package io.linklog.cli.domains;

import io.linklog.mesh.domains.Domain;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where visitors of a domain go who ask for no link that redirects. */
final class TargetOptions {

    @Option(names = "--base", paramLabel = "URL", description = "Target of the domain without a path; '' for none.")
    private @Nullable String base;

    @Option(names = "--unknown", paramLabel = "URL", description = "Target of paths that are no link; '' for none.")
    private @Nullable String unknown;

    @Option(names = "--expired", paramLabel = "URL", description = "Target of links that have ended; '' for none.")
    private @Nullable String expired;

    boolean isEmpty() {
        return base == null && unknown == null && expired == null;
    }

    /** The targets before, with those that are given. */
    Domain.Targets applyTo(Domain.Targets before) {
        return new Domain.Targets(
                merged(base, before.base()), merged(unknown, before.unknown()), merged(expired, before.expired()));
    }

    private static Optional<String> merged(@Nullable String given, Optional<String> before) {
        return given == null ? before : given.isEmpty() ? Optional.empty() : Optional.of(given);
    }
}
