package io.linklog.query.visitlog;

import io.linklog.schemas.VisitKind;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a visit that the request itself contains, without those that must not be stored.
 *
 * @param head whether the method was HEAD
 * @param prefetch whether a browser prefetched it or a program made a preview
 * @param isPrivate whether a person asked not to be tracked: the visit is counted and nothing else is kept
 * @param code the requested path, after the domain unless it is the default one: the name of a link, if there is one
 * @param rule the number of the redirect rule that chose the target, from 1; 0 for none
 * @param tenant the owner of the link that was found, else of the domain
 * @param address 4 or 16 bytes, already anonymised; empty for none
 * @param visitor hash of the visitor; null when it must not be stored
 * @param userAgent as sent; empty for none
 * @param referrer the host only; empty for none
 * @param trace W3C traceparent of a sampled visit; empty for others
 */
record RequestFacts(
        long atMillis,
        VisitKind kind,
        int rule,
        boolean head,
        boolean prefetch,
        boolean isPrivate,
        String code,
        String tenant,
        byte[] address,
        @Nullable Long visitor,
        String userAgent,
        String referrer,
        String trace) {}
