package io.linklog.query.domains;

import io.linklog.mesh.domains.Domain;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.names.TenantName;
import io.linklog.schemas.urls.Location;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The domain that a request is for, as its header Host says. Make it once for a domain, not for each request.
 * Immutable.
 *
 * @param domain null for the default domain
 * @param locations its targets as they are sent; one that is too long to send is left out
 */
public record Site(@Nullable Domain domain, Domain.Targets locations) {

    /** The default domain, whose links have their code as name. */
    public static final Site DEFAULT = new Site(null, Domain.Targets.NONE);

    /** Of a short domain. Reads its targets. */
    static Site of(Domain domain) {
        Domain.Targets targets = domain.targets();
        return new Site(
                domain,
                new Domain.Targets(location(targets.base()), location(targets.unknown()), location(targets.expired())));
    }

    private static Optional<String> location(Optional<String> target) {
        return target.map(Location::of).filter(location -> location.length() <= Location.LONGEST);
    }

    /** The name that a code has here. Makes no new object on the default domain. */
    public String nameOf(String code) {
        return domain == null ? code : LinkName.text(domain.name(), code);
    }

    /**
     * Whether links of a tenant are answered here. On a short domain only those of its tenant are: it may have had
     * another before.
     */
    public boolean shows(String tenant) {
        return domain == null || domain.tenant().equals(tenant);
    }

    /** Whose visits are counted that find no link. */
    public String tenant() {
        return domain == null ? TenantName.DEFAULT : domain.tenant();
    }

    /** Where the domain without a path leads; null for nowhere. */
    public @Nullable String baseLocation() {
        return locations.base().orElse(null);
    }

    /** Where paths lead that are no link; null for nowhere. */
    public @Nullable String unknownLocation() {
        return locations.unknown().orElse(null);
    }

    /** Where links lead that have ended; null for nowhere. */
    public @Nullable String expiredLocation() {
        return locations.expired().orElse(null);
    }
}
