package io.linklog.kit.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.kit.listen.ListenSettings;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses calls of the API that a browser sends for the page of another site. 404 for a host that is not Linklog's (DNS
 * rebinding), 403 for a write from an origin that is not allowed. Programs send neither {@code Origin} nor
 * {@code Sec-Fetch-Site}. Browsers ask before most writes of other origins, but not before a POST without a body, such
 * as a restore.
 */
final class SiteCheck {

    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    private final ListenSettings listen;

    SiteCheck(ListenSettings listen) {
        this.listen = listen;
    }

    void addTo(RoutesConfig routes) {
        routes.before(ctx -> {
            if (ApiRoutes.isManagement(ctx.path())) {
                requireOwnHost(ctx);
                requireOwnSite(ctx);
            }
        });
    }

    private void requireOwnHost(Context ctx) {
        if (!listen.isOwn(ctx.host())) {
            throw new ProblemException(Problem.notFound("No Linklog is known by the host " + ctx.host()
                    + ". Use the host of LINKLOG_PUBLIC_URL, or add this one to LINKLOG_OWN_HOSTS"));
        }
    }

    private void requireOwnSite(Context ctx) {
        if (READS.contains(ctx.method().name())) {
            return;
        }
        String origin = ctx.header("Origin");
        String site = ctx.header("Sec-Fetch-Site");
        boolean own = origin != null
                ? isOwnOrigin(origin, ctx.host()) || listen.origins().allows(origin)
                : listen.origins().isAll() || site == null || OWN_SITE.contains(site.toLowerCase(Locale.ROOT));
        if (!own) {
            throw new ProblemException(Problem.of(
                    403,
                    "foreign-site",
                    "A page of another site sent this write",
                    "A browser sent this call for a page of " + (origin == null ? "another site" : origin)
                            + ". Send it from a program or from a page of this host, or add the origin to"
                            + " LINKLOG_ALLOWED_ORIGINS"));
        }
    }

    /** The scheme is not compared: a proxy in front of the edge may have ended TLS. */
    private static boolean isOwnOrigin(String origin, @Nullable String host) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority != null && authority.equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
