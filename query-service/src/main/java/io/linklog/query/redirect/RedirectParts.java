package io.linklog.query.redirect;

import io.linklog.query.http.UnknownCodes;
import io.linklog.query.http.VisitorErrors;
import io.linklog.query.limits.VisitLimits;
import io.linklog.query.lookup.Redirect;
import io.linklog.query.rules.Visitors;
import io.linklog.query.visitlog.VisitLog;
import io.linklog.schemas.Link;
import java.time.InstantSource;
import java.util.function.Function;

/**
 * What every visit uses.
 *
 * @param redirects makes the answer of a link, see {@link Redirect#of}
 * @param unknown is asked only about links that are not in memory
 * @param places bound the look-ups of one client
 * @param visitors describes them to the rules of links
 * @param cards answer link-preview agents
 * @param passwords asks for those of links
 */
public record RedirectParts(
        Function<Link, Redirect> redirects,
        VisitorErrors errors,
        InstantSource clock,
        RedirectMetrics metrics,
        RedirectSpans spans,
        VisitLog visits,
        VisitLimits limits,
        UnknownCodes unknown,
        LookUpPlaces places,
        Visitors visitors,
        LinkCards cards,
        PasswordGate passwords) {}
