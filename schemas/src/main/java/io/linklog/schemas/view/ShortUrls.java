package io.linklog.schemas.view;

import io.linklog.schemas.Link;
import io.linklog.schemas.encoding.PathSegment;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The addresses of short links. */
public final class ShortUrls {

    private ShortUrls() {}

    /** @param publicUrl the prefix of short links on the default domain, without a trailing slash */
    public static String of(Link link, URI publicUrl) {
        return of(link.getDomain(), link.getCode(), publicUrl);
    }

    /**
     * A domain is reached through the same edge as the default domain, so it has its scheme and port; a path before the
     * codes belongs to the default domain only.
     *
     * @param domain null for the default domain
     * @param publicUrl the prefix of short links on the default domain, without a trailing slash
     */
    public static String of(@Nullable String domain, String code, URI publicUrl) {
        if (domain == null) {
            return publicUrl + "/" + PathSegment.encode(code);
        }
        String port = publicUrl.getPort() < 0 ? "" : ":" + publicUrl.getPort();
        return publicUrl.getScheme() + "://" + domain + port + "/" + PathSegment.encode(code);
    }
}
