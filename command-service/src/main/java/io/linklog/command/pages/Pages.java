package io.linklog.command.pages;

import io.linklog.command.pages.PageAnswer.Failure;
import io.linklog.kit.outbound.BodyPart;
import io.linklog.kit.outbound.HostResolver;
import io.linklog.kit.outbound.NoPlaceException;
import io.linklog.kit.outbound.OutboundAnswer;
import io.linklog.kit.outbound.OutboundHttp;
import io.linklog.kit.outbound.OutboundRule;
import io.linklog.kit.process.Closer;
import io.linklog.kit.ratelimit.ClientLimit;
import io.linklog.kit.ratelimit.Taken;
import io.linklog.kit.ratelimit.Taken.Policy;
import io.linklog.kit.service.ServiceRuntime;
import io.linklog.mesh.async.Causes;
import io.linklog.schemas.targets.TargetCheck;
import io.linklog.schemas.targets.TargetHost;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls the pages that links lead to and follows their redirects, as a visitor's browser would. Each hop is judged like
 * the first: whether links may lead there, and whether its addresses are public. Thread-safe.
 */
public final class Pages implements AutoCloseable {

    static final int MOST_REDIRECTS = 5;

    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** Shorter, because a host may have several addresses. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private static final Policy POLICY = new Policy("link-checks", "One client may have %d targets called");
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int FIRST_ERROR = 400;
    private static final String REACHED = "reached";
    /** No Accept-Encoding: a small body could unpack to a huge one. */
    private static final Map<String, String> HEADERS =
            Map.of("User-Agent", "Linklog-LinkCheck", "Accept", "text/html, */*;q=0.5");

    /**
     * The network that pages are called in.
     *
     * @param rule which addresses may be called
     */
    public record Network(OutboundRule rule, HostResolver hosts) {
        /** Public addresses only, as the system's resolver knows them. */
        public static final Network PUBLIC = new Network(OutboundRule.PUBLIC, HostResolver.SYSTEM);
    }

    private final OutboundHttp http;
    private final TargetCheck targets;
    private final ClientLimit perClient;
    private final MeterRegistry meters;
    private final Duration limit;

    /**
     * @param most calls at once
     * @param targets where links may lead
     * @param perClient the calls of one client
     * @param limit for all hops of a call together
     */
    Pages(Network network, int most, TargetCheck targets, ClientLimit perClient, MeterRegistry meters, Duration limit) {
        // twice as many threads: a call that has ended may still wait for its resolver
        this.http = new OutboundHttp("page", network.rule, network.hosts, 2 * most, CONNECT_TIMEOUT);
        this.targets = targets;
        this.perClient = perClient;
        this.meters = meters;
        this.limit = limit;
    }

    /** Opens them into the closer, if the settings have them on. */
    public static Optional<Pages> open(
            PageSettings settings, Network network, TargetCheck targets, ServiceRuntime runtime, Closer closer) {
        if (!settings.isOn()) {
            return Optional.empty();
        }
        int most = settings.most() + TitleFetches.THREADS;
        ClientLimit perClient = runtime.limit(POLICY, settings.perClient());
        return Optional.of(closer.add("pages", new Pages(network, most, targets, perClient, runtime.meters(), LIMIT)));
    }

    /** Counts a call of a client; a refusal if it has had its number. */
    Optional<Taken> count(String client) {
        return perClient.count(client);
    }

    /**
     * Calls a page. The future fails with a {@link NoPlaceException} if too many resolvers hang; else it completes
     * after the limit at the latest.
     *
     * @param part how much of the page's body is read
     */
    CompletableFuture<PageAnswer> call(String longUrl, BodyPart part) {
        return new Walk(part).go(longUrl, () -> PageUrl.of(longUrl)).whenComplete((answer, error) -> record(answer));
    }

    private void record(@Nullable PageAnswer answer) {
        if (answer != null) {
            Timer.builder("linklog.pages.calls")
                    .description("Calls of the targets of links, redirects included")
                    .tag(
                            "outcome",
                            answer.failure() == null
                                    ? REACHED
                                    : answer.failure().problem().text())
                    .register(meters)
                    .record(answer.time());
        }
    }

    /** Cancels the calls in flight. */
    @Override
    public void close() {
        http.close();
    }

    /** One page with its redirects. The hops follow each other. */
    private final class Walk {
        private final BodyPart part;
        private final long begun = System.nanoTime();
        private int redirects;

        Walk(BodyPart part) {
            this.part = part;
        }

        CompletableFuture<PageAnswer> go(String written, Supplier<URI> url) {
            try {
                return hop(url.get());
            } catch (IllegalArgumentException e) {
                PageProblem problem = redirects == 0 ? PageProblem.ADDRESS_REFUSED : PageProblem.BAD_REDIRECT;
                String subject = redirects == 0 ? "The URL " : "The URL of the redirect ";
                return end(written, null, problem, subject + e.getMessage());
            }
        }

        private CompletableFuture<PageAnswer> hop(URI url) {
            Optional<String> mistake = TargetHost.ofUrl(url.toString()).flatMap(targets::mistake);
            if (mistake.isPresent()) {
                return end(url.toString(), null, PageProblem.TARGET_REFUSED, "The URL " + mistake.get());
            }
            Duration left = limit.minus(time());
            if (left.isNegative() || left.isZero()) {
                return end(url.toString(), null, PageProblem.TIMEOUT, tooLate());
            }
            return http.send(new OutboundHttp.Call("GET", url, HEADERS, null, part), left)
                    .handle((answer, error) -> answer != null ? next(url, answer) : failed(url, error))
                    .thenCompose(next -> next);
        }

        private CompletableFuture<PageAnswer> next(URI url, OutboundAnswer answer) {
            Optional<String> location = answer.location();
            if (REDIRECTS.contains(answer.status())) {
                if (location.isEmpty()) {
                    return end(
                            url.toString(),
                            answer,
                            PageProblem.BAD_REDIRECT,
                            "The answer is a redirect without the header Location");
                }
                if (redirects == MOST_REDIRECTS) {
                    return end(
                            url.toString(),
                            answer,
                            PageProblem.TOO_MANY_REDIRECTS,
                            "The target redirects more than " + MOST_REDIRECTS + " times");
                }
                redirects++;
                return go(url.toString(), () -> PageUrl.resolve(url, location.get()));
            }
            return answer.status() < FIRST_ERROR
                    ? CompletableFuture.completedFuture(new PageAnswer(url.toString(), redirects, answer, null, time()))
                    : end(url.toString(), answer, PageProblem.ERROR_STATUS, "The server answered " + answer.status());
        }

        private CompletableFuture<PageAnswer> failed(URI url, Throwable error) {
            Throwable cause = Causes.unwrap(error);
            if (cause instanceof NoPlaceException) {
                return CompletableFuture.failedFuture(cause);
            }
            PageProblem problem = PageProblem.of(cause);
            String host = url.getHost();
            // not the messages of the HTTP client, which contain addresses
            String detail =
                    switch (problem) {
                        case ADDRESS_REFUSED, UNKNOWN_HOST -> String.valueOf(cause.getMessage());
                        case TIMEOUT -> tooLate();
                        case TLS_FAILED ->
                            "There is no secure connection to " + host + ": it has no valid certificate for this name,"
                                    + " or does not speak TLS";
                        case NO_CONNECTION -> "The host " + host + " accepts no connection";
                        default -> "The host " + host + " closed the connection, or sent something that is not HTTP";
                    };
            return end(url.toString(), null, problem, detail);
        }

        private CompletableFuture<PageAnswer> end(
                String url, @Nullable OutboundAnswer answer, PageProblem problem, String detail) {
            return CompletableFuture.completedFuture(
                    new PageAnswer(url, redirects, answer, new Failure(problem, detail), time()));
        }

        private Duration time() {
            return Duration.ofNanos(System.nanoTime() - begun);
        }

        private String tooLate() {
            return "There was no complete answer within " + limit.toSeconds() + " s, redirects included";
        }
    }
}
