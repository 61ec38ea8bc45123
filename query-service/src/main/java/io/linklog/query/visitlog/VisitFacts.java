package io.linklog.query.visitlog;

import io.linklog.schemas.VisitKind;
import org.jspecify.annotations.Nullable;

/**
 * What a request shows of a visit: what is known without asking anyone, and nothing that may not be kept.
 *
 * @param head asked for the header fields only
 * @param prefetch the browser fetches it in case its user goes there, or something makes a preview
 * @param isPrivate the visitor wants nothing kept of it: it is counted and that is all
 * @param code the path asked for
 * @param address 4 or 16 bytes, anonymised already; empty for none
 * @param visitor hash of who it was; null where that must not be known
 * @param userAgent as sent; empty for none
 * @param referrer host only; empty for none
 * @param trace W3C traceparent of a visit that is followed; empty for the others
 */
record VisitFacts(
        long atMillis,
        VisitKind kind,
        boolean head,
        boolean prefetch,
        boolean isPrivate,
        String code,
        byte[] address,
        @Nullable Long visitor,
        String userAgent,
        String referrer,
        String trace) {}
