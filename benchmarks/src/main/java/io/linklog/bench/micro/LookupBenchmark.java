package io.linklog.bench.micro;

import io.linklog.query.lookup.KnownLink;
import io.linklog.query.lookup.LinkCache;
import io.linklog.query.lookup.Overlay;
import io.linklog.query.lookup.Redirect;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkCreated;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpFields;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Linklog's part of a redirect: finding the link in memory and making the header fields. The rest is Jetty. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the method with @Setup first
public class LookupBenchmark {

    private static final int LINKS = 10_000;
    private static final int PARTITIONS = 12;
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final String[] codes = new String[LINKS];
    private final Function<Link, Redirect> redirects = link -> Redirect.of(link, Duration.ofSeconds(30));
    private Overlay overlay;
    private LinkCache cache;
    private int i;

    @Setup
    public void fill() {
        overlay = new Overlay(PARTITIONS, LINKS);
        cache = new LinkCache(2 * LINKS);
        for (int n = 0; n < LINKS; n++) {
            // a code from a request is a new string without a cached hash
            codes[n] = String.format("c%06d", n);
            KnownLink link = new KnownLink(link(codes[n]));
            cache.putConfirmed(link);
            if (n % 10 == 0) {
                overlay.pin(n % PARTITIONS, n, event(link.link()), link);
            }
        }
    }

    /** Works as the redirect handler does, with nine of ten codes already projected. */
    @Benchmark
    public HttpFields find() {
        i = (i + 1) % LINKS;
        String code = new String(codes[i].toCharArray());
        KnownLink link = overlay.newest(code);
        if (link == null) {
            link = Objects.requireNonNull(cache.get(code));
        }
        return Objects.requireNonNull(link.redirect(redirects).fields(0, null, NOW.toEpochMilli()));
    }

    private static Link link(String code) {
        return Link.newBuilder()
                .setCode(code)
                .setTenant("default")
                .setVersion(1)
                .setState(LinkState.ACTIVE)
                .setCreatedAt(NOW)
                .setEditedAt(NOW)
                .setAttributes(LinkAttributes.newBuilder()
                        .setRedirectRules(List.of())
                        .setLongUrl("https://example.org/path/to/a/page/0000001")
                        .setTags(List.of())
                        .build())
                .build();
    }

    private static LinkEvent event(Link link) {
        return LinkEvent.newBuilder()
                .setCommandId("01932d5e-7c00-7abc-8def-0123456789ab")
                .setChange(new LinkCreated())
                .setLink(link)
                .build();
    }
}
