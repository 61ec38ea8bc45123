package io.linklog.query.visits;

import io.linklog.schemas.VisitKind;
import org.jspecify.annotations.Nullable;

/**
 * What a request shows of a visit, as far as it may be kept. The parts mean what those of {@link VisitRecord} do.
 *
 * @param head asked for the header fields only
 * @param isPrivate the visitor wants nothing kept of it: it is counted and that is all
 * @param prefetch the browser fetches it in case its user goes there, or something makes a preview
 */
record Seen(
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
