package io.linklog.query.lookup;

import io.linklog.schemas.Link;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.names.TenantName;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One version of a link in memory, with its redirect, which is computed once. Effectively immutable; thread-safe. */
public final class KnownLink {

    private final Link link;
    private final String name;

    // Computed at the first redirect: most links of an import are never visited. Deliberately not volatile: a Redirect
    // has only final fields, so a thread sees it completely or not at all, and computing it twice is harmless.
    private @Nullable Redirect redirect;

    /** @param link must not be changed afterwards */
    public KnownLink(Link link) {
        // memory holds millions of links of a few tenants
        link.setTenant(TenantName.share(link.getTenant()));
        this.link = link;
        this.name = LinkName.text(link);
    }

    public Link link() {
        return link;
    }

    boolean isOf(String tenant) {
        return link.getTenant().equals(tenant);
    }

    /** Whether the link is purged: readers get the answers of an unknown code. */
    public boolean isPurged() {
        return link.getPurged();
    }

    /** The owner of the link. */
    public String tenant() {
        return link.getTenant();
    }

    /** The name of the link, by which it is kept. */
    public String name() {
        return name;
    }

    long version() {
        return link.getVersion();
    }

    public Redirect redirect(Function<Link, Redirect> make) {
        Redirect made = redirect;
        if (made == null) {
            made = make.apply(link);
            redirect = made;
        }
        return made;
    }

    /** The link with the higher version; when one is null, the other. */
    static @Nullable KnownLink newer(@Nullable KnownLink a, @Nullable KnownLink b) {
        if (a == null) {
            return b;
        }
        return b == null || a.version() >= b.version() ? a : b;
    }
}
