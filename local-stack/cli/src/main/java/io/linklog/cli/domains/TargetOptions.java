package io.linklog.cli.domains;

import io.linklog.cli.options.Failure;
import io.linklog.cli.options.HttpAddress;
import io.linklog.mesh.domains.Domain;
import io.linklog.schemas.names.DomainNames;
import io.linklog.schemas.rules.LongUrls;
import io.linklog.schemas.targets.OwnHosts;
import io.linklog.schemas.targets.TargetHost;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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

    @Option(names = "--public-url", hidden = true, defaultValue = "${env:LINKLOG_PUBLIC_URL:-http://localhost:8080}")
    private String publicUrl = "";

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
        OwnHosts hosts = OwnHosts.with(
                HttpAddress.parse("LINKLOG_PUBLIC_URL", publicUrl),
                Stream.concat(Stream.of(name), own.stream().map(Domain::name)).toList(),
                Set.of(),
                host -> false);
        check("--base", base, hosts);
        check("--unknown", unknown, hosts);
        check("--expired", expired, hosts);
    }

    private static void check(String option, @Nullable String target, OwnHosts own) {
        if (target == null || target.isEmpty()) {
            return;
        }
        LongUrls.mistake(target).ifPresent(mistake -> {
            throw new Failure(2, option + " " + mistake + ".", null);
        });
        TargetHost.ofUrl(target).flatMap(own::mistake).ifPresent(mistake -> {
            throw new Failure(2, option + " " + mistake + ".", null);
        });
    }

    /** @throws Failure when a person typed no domain */
    static String requireDomain(String typed) {
        DomainNames.mistake(typed).ifPresent(mistake -> {
            throw new Failure(2, "\"" + typed + "\" is no domain: it " + mistake + ".", null);
        });
        return typed;
    }

    static Failure unknown(String name) {
        return new Failure("There is no domain " + name + "; ./linklog domains list shows all.", null);
    }
}
