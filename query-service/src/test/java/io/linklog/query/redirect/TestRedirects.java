package io.linklog.query.redirect;

import io.linklog.kit.client.TrustedProxies;
import io.linklog.kit.http.Json;
import io.linklog.kit.passwords.PasswordThreads;
import io.linklog.kit.ratelimit.AddressLimits;
import io.linklog.kit.ratelimit.ClientPlaces;
import io.linklog.kit.ratelimit.KeyLimits;
import io.linklog.kit.ratelimit.LimitSettings;
import io.linklog.kit.ratelimit.Limits;
import io.linklog.kit.settings.Env;
import io.linklog.kit.tracing.Tracing;
import io.linklog.query.domains.Sites;
import io.linklog.query.http.UnknownCodes;
import io.linklog.query.http.VisitorErrors;
import io.linklog.query.limits.VisitLimits;
import io.linklog.query.lookup.LinkLookup;
import io.linklog.query.lookup.Redirect;
import io.linklog.query.lookup.Spellings;
import io.linklog.query.rules.Visitors;
import io.linklog.query.visitlog.VisitLog;
import io.linklog.visits.Places;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Makes redirect handlers that log no visits and expect no limits. */
final class TestRedirects {

    /** Look-ups at once. */
    static final int PLACES = 4;

    private static final VisitLimits NO_LIMITS = new VisitLimits() {
        @Override
        public CompletableFuture<Boolean> isOpen(String code, long most) {
            throw new AssertionError("A link without a limit must not ask for its limit");
        }

        @Override
        public CompletableFuture<Boolean> enter(String code, long most) {
            throw new AssertionError("A link without a limit must not ask for its limit");
        }
    };

    private TestRedirects() {}

    static RedirectHandler handler(LinkLookup lookup, Tracing tracing) {
        return handler(lookup, tracing, LimitSettings.off());
    }

    static RedirectHandler handler(LinkLookup lookup, Sites sites, Tracing tracing) {
        return handler(lookup, sites, tracing, LimitSettings.off());
    }

    /** Believes an X-Forwarded-For of this machine. The clock of the limits stands. */
    static RedirectHandler handler(LinkLookup lookup, Tracing tracing, LimitSettings settings) {
        return handler(lookup, new Sites(Set.of(), host -> true, false, name -> null), tracing, settings);
    }

    private static RedirectHandler handler(LinkLookup lookup, Sites sites, Tracing tracing, LimitSettings settings) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Limits limits = new Limits(
                new KeyLimits(() -> 1, meters),
                new AddressLimits(settings, () -> 1, meters, () -> 0),
                TrustedProxies.from(new Env(Map.of())));
        RedirectParts parts = new RedirectParts(
                link -> Redirect.of(link, Duration.ofSeconds(30)),
                new VisitorErrors(Json.mapper(), Optional.of("abuse@example.org"), URI.create("http://sho.rt")),
                InstantSource.system(),
                new RedirectMetrics(new SimpleMeterRegistry()),
                new RedirectSpans(tracing),
                VisitLog.off(),
                NO_LIMITS,
                new UnknownCodes(limits),
                new LookUpPlaces(
                        new ClientPlaces("test", "look-ups", PLACES, settings.clientShare(), meters),
                        limits,
                        new Spellings(true)),
                Visitors.withKey(TrustedProxies.from(new Env(Map.of())), Places.none(), new byte[] {7}),
                new LinkCards(URI.create("http://sho.rt")),
                new PasswordGate(
                        limits,
                        PasswordThreads.of(
                                new ClientPlaces("test", "hashes", PLACES, settings.clientShare(), meters))));
        return new RedirectHandler(() -> lookup, sites, Set.of("/favicon.ico"), parts);
    }
}
