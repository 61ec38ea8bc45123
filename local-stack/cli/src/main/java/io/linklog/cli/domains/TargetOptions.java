package io.linklog.cli.domains;

import io.linklog.cli.options.Failure;
import io.linklog.mesh.domains.Domain;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.rules.LongUrls;
import java.util.List;
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

    /**
     * Checks what is given.
     *
     * @param own all domains: a target on one of them would be a loop
     * @throws Failure for a target that is not valid
     */
    void require(String name, List<Domain> own) {
        check("--base", base, name, own);
        check("--unknown", unknown, name, own);
        check("--expired", expired, name, own);
    }

    private static void check(String option, @Nullable String target, String name, List<Domain> own) {
        if (target == null || target.isEmpty()) {
            return;
        }
        LongUrls.mistake(target).ifPresent(mistake -> {
            throw new Failure(2, option + " " + mistake + ".", null);
        });
        String host = LongUrls.host(target).orElse("");
        if (host.equals(name) || own.stream().anyMatch(domain -> domain.name().equals(host))) {
            throw new Failure(2, option + " must not point to a short domain: it could redirect in a loop.", null);
        }
    }

    /** @throws Failure when a person typed no domain */
    static String requireDomain(String typed) {
        if (!LinkName.isDomain(typed)) {
            throw new Failure(
                    2,
                    "\"" + typed + "\" is no domain: write it in lower case and ASCII (xn--…), without a port, like"
                            + " go.example.org.",
                    null);
        }
        return typed;
    }

    static Failure unknown(String name) {
        return new Failure("There is no domain " + name + "; ./linklog domains list shows all.", null);
    }
}
