package io.linklog.command.domains;

import io.linklog.mesh.domains.Domain;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A domain as the API shows it.
 *
 * @param removedAt since then its links are not answered; null while it works
 */
record DomainView(
        String domain,
        String tenant,
        @Nullable String baseTarget,
        @Nullable String unknownTarget,
        @Nullable String expiredTarget,
        Instant createdAt,
        @Nullable Instant removedAt) {

    static DomainView of(Domain domain) {
        return new DomainView(
                domain.name(),
                domain.tenant(),
                domain.targets().base().orElse(null),
                domain.targets().unknown().orElse(null),
                domain.targets().expired().orElse(null),
                domain.createdAt(),
                domain.removedAt().orElse(null));
    }
}
