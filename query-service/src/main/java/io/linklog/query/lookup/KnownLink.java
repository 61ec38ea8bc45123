package io.linklog.query.lookup;

import io.linklog.schemas.Link;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A link at one version, as this process holds it in memory, with its redirect worked out once. Immutable in what it
 * says; thread-safe.
 */
public final class KnownLink {

    private final Link link;

    // Built at the first redirect and not before: most links of an import are never asked for. Not volatile on purpose:
    // a Redirect has final fields only, so that a thread sees it whole or not at all, and making it twice is harmless.
    private @Nullable Redirect redirect;

    /** @param link is not changed by anyone from now on */
    public KnownLink(Link link) {
        this.link = link;
    }

    public Link link() {
        return link;
    }

    String code() {
        return link.getCode();
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

    /** The one with the higher version; the other where one is absent. */
    static @Nullable KnownLink newer(@Nullable KnownLink a, @Nullable KnownLink b) {
        if (a == null) {
            return b;
        }
        return b == null || a.version() >= b.version() ? a : b;
    }
}
