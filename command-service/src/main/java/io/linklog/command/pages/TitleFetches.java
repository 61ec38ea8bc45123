package io.linklog.command.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.command.answer.CommandAnswer;
import io.linklog.command.http.RequestHeaders;
import io.linklog.command.request.LinkRequest;
import io.linklog.command.request.LinkRequests;
import io.linklog.command.submit.Submissions.Submitted;
import io.linklog.command.submit.Submitter;
import io.linklog.kit.access.Caller;
import io.linklog.kit.http.ProblemException;
import io.linklog.kit.process.Closer;
import io.linklog.kit.ratelimit.ClientPlaces;
import io.linklog.kit.service.ServiceRuntime;
import io.linklog.mesh.async.DaemonThreads;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.view.LinkView;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Submits requests, and reads the title of the target where a create asks for it: after the answer, as an edit by the
 * same key. The edit names the version that the create answered, so whatever somebody changes meanwhile stays. A fetch
 * is done once or not at all; what becomes of it is counted. Thread-safe.
 */
public final class TitleFetches implements Submitter, AutoCloseable {

    /** Each may wait for a page and for an outcome. */
    static final int THREADS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(TitleFetches.class);
    private static final int MOST_WAITING = 1_000;
    private static final Duration EDIT_WAIT = Duration.ofSeconds(5);

    /** What became of a fetch. */
    enum Result {
        FETCHED,
        /** The page cannot be reached, has no title or one that no link may have. */
        NO_TITLE,
        /** Somebody changed the link meanwhile, or may no longer change it. */
        NOT_EDITED,
        /** The create was answered 202: the link is not known. */
        UNDECIDED,
        /** The client has had its number of calls, or has too many that wait. */
        LIMITED,
        FAILED
    }

    private final Submitter submitter;
    private final LinkRequests requests;
    private final Pages pages;
    private final ObjectMapper json;
    private final ClientPlaces places;
    private final MeterRegistry meters;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(MOST_WAITING),
            DaemonThreads.named("title"));

    /**
     * Opens them into the closer. Without pages, requests go straight to the submitter.
     *
     * @param submitter writes the requests and the edits
     */
    public static Submitter open(
            Submitter submitter,
            LinkRequests requests,
            Optional<Pages> pages,
            ObjectMapper json,
            ServiceRuntime runtime,
            Closer closer) {
        return pages.isEmpty()
                ? submitter
                : closer.add("titles", new TitleFetches(submitter, requests, pages.get(), json, runtime));
    }

    private TitleFetches(
            Submitter submitter, LinkRequests requests, Pages pages, ObjectMapper json, ServiceRuntime runtime) {
        this.submitter = submitter;
        this.requests = requests;
        this.pages = pages;
        this.json = json;
        this.places = runtime.places("titles", "titles to fetch", MOST_WAITING);
        this.meters = runtime.meters();
        threads.allowCoreThreadTimeOut(true);
        for (Result result : Result.values()) {
            counter(result);
        }
    }

    private Counter counter(Result result) {
        return Counter.builder("linklog.titles")
                .description("Titles of targets that creates asked for, by what became of them")
                .tag("result", result.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }

    @Override
    public Submitted submit(LinkRequest request, Caller caller, Duration wait) {
        Submitted submitted = submitter.submit(request, caller, wait);
        if (request.fetchTitle()) {
            submitted.answer().whenComplete((answer, error) -> offer(request, caller, answer));
        }
        return submitted;
    }

    private void offer(LinkRequest request, Caller caller, @Nullable CommandAnswer answer) {
        LinkView link = answer == null ? null : answer.link();
        if (answer != null && answer.isPending()) {
            counter(Result.UNDECIDED).increment();
        } else if (link != null && link.title() == null) {
            ClientPlaces.Place place = places.takeIfFree(caller.client());
            if (place == null || pages.count(caller.client()).isPresent()) {
                counter(Result.LIMITED).increment();
                release(place);
                return;
            }
            try {
                threads.execute(() -> fetch(request, caller, link, place));
            } catch (RejectedExecutionException e) { // the service stops
                counter(Result.FAILED).increment();
                place.close();
            }
        }
    }

    private static void release(ClientPlaces.@Nullable Place place) {
        if (place != null) {
            place.close();
        }
    }

    private void fetch(LinkRequest request, Caller caller, LinkView link, ClientPlaces.Place place) {
        Result result = Result.FAILED;
        try (place) {
            result = fetch(request, caller, link);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the service stops
        } catch (ExecutionException | RuntimeException e) {
            LOG.warn("The title of the target of {} was not fetched: {}", link.shortCode(), e.getMessage());
        } finally {
            counter(result).increment();
        }
    }

    private Result fetch(LinkRequest request, Caller caller, LinkView link)
            throws InterruptedException, ExecutionException {
        PageAnswer page = pages.call(link.longUrl(), PageTitle.PART).get();
        Optional<LinkRequest> edit = page.failure() == null && page.answer() != null
                ? PageTitle.of(page.answer()).flatMap(title -> edit(request, caller, link, title))
                : Optional.empty();
        if (edit.isEmpty()) {
            return Result.NO_TITLE;
        }
        if (!caller.isValid()) {
            return Result.NOT_EDITED;
        }
        CommandAnswer answer =
                submitter.submit(edit.get(), caller, EDIT_WAIT).answer().get();
        if (answer.status() == 200) {
            return Result.FETCHED;
        }
        LOG.debug("The title of {} was not set: {}", link.shortCode(), answer.problem());
        return answer.status() >= 500 || answer.isPending() ? Result.FAILED : Result.NOT_EDITED;
    }

    /** An edit like any other; empty if no link may have this title. */
    private Optional<LinkRequest> edit(LinkRequest request, Caller caller, LinkView link, String title) {
        byte[] body = json.createObjectNode().put("title", title).toString().getBytes(UTF_8);
        String key =
                request.idempotencyKey() == null ? null : RequestHeaders.derivedKey(request.idempotencyKey(), "title");
        try {
            return Optional.of(requests.edit(
                            new LinkName(link.domain(), link.shortCode()),
                            link.version(),
                            body,
                            caller,
                            key,
                            request.trace(),
                            () -> CompletableFuture.completedFuture(Set.of()))
                    .join()); // at once: it has no password
        } catch (ProblemException e) {
            LOG.debug("No link may have the title of the target of {}", link.shortCode(), e);
            return Optional.empty();
        }
    }

    /** Gives up the fetches that wait or go on. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
