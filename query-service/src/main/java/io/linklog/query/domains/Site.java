package io.linklog.query.domains;

import io.linklog.mesh.domains.Domain;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.names.TenantName;
import org.jspecify.annotations.Nullable;

/**
 * The domain that a request is for, as its header Host says. Immutable.
 *
 * @param domain null for the default domain
 */
public record Site(@Nullable Domain domain) {

    /** The default domain, whose links have their code as name. */
    public static final Site DEFAULT = new Site(null);

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

    /** The target of the domain without a path; null for none. */
    public @Nullable String baseTarget() {
        return domain == null ? null : domain.targets().base().orElse(null);
    }

    /** The target of paths that are no link; null for none. */
    public @Nullable String unknownTarget() {
        return domain == null ? null : domain.targets().unknown().orElse(null);
    }

    /** The target of links that have ended; null for none. */
    public @Nullable String expiredTarget() {
        return domain == null ? null : domain.targets().expired().orElse(null);
    }
}
