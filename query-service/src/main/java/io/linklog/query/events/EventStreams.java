package io.linklog.query.events;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.kit.access.Caller;
import io.linklog.kit.access.LongAnswers;
import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.kit.http.ReadRoutes;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.ratelimit.ClientPlaces;
import io.linklog.mesh.async.DaemonThreads;
import io.linklog.query.http.QueryParameters;
import io.linklog.schemas.view.EventView;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/v1/events}: changes and visits of links as Server-Sent Events, live or resumed after an event. Each
 * stream has a thread and a consumer of its own; therefore the number of streams is bounded.
 */
public final class EventStreams implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);

    /** How long {@link #end} waits for all streams together. */
    private static final Duration END_DEADLINE = Duration.ofSeconds(2);

    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final Set<String> LISTS = new TreeSet<>(Set.of("code", "types"));
    private static final Set<String> PARAMETERS =
            new TreeSet<>(Set.of("code", "domain", "types", "tag", "lastEventId"));

    private final KafkaSettings kafka;
    private final String instanceId;
    private final int partitions;
    private final EventStream.Parts parts;
    private final ClientPlaces places;
    private final Set<EventStream> running;
    private final LongAnswers longAnswers;
    private final AtomicLong number = new AtomicLong();
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("event-stream-watch"));
    private volatile boolean ending;

    /**
     * @param partitions number of partitions of each topic
     * @param running holds the open streams; shared with the metrics in the parts
     * @param places one for each open stream
     * @param longAnswers ends the streams of a key that no longer works
     */
    public EventStreams(
            KafkaSettings kafka,
            String instanceId,
            int partitions,
            EventStream.Parts parts,
            Set<EventStream> running,
            ClientPlaces places,
            LongAnswers longAnswers) {
        this.kafka = kafka;
        this.instanceId = instanceId;
        this.partitions = partitions;
        this.parts = parts;
        this.running = running;
        this.longAnswers = longAnswers;
        this.places = places;
        long periodMillis = Math.max(50, parts.settings().patience().toMillis() / 10);
        watch.scheduleWithFixedDelay(this::endStalled, periodMillis, periodMillis, TimeUnit.MILLISECONDS);
    }

    /** An empty set for the open streams of an instance. */
    public static Set<EventStream> newStreamSet() {
        return ConcurrentHashMap.newKeySet();
    }

    public void addTo(RoutesConfig routes) {
        ReadRoutes.add(routes, "/api/v1/events", this::open);
    }

    /** The number of open streams. */
    public int countOpen() {
        return running.size();
    }

    private void open(Context ctx) {
        QueryParameters parameters = new QueryParameters(ctx, PARAMETERS, LISTS);
        EventFilter filter = EventFilter.of(Caller.of(ctx).tenant(), parameters);
        LogPosition after = position(ctx, parameters, filter);
        if (ctx.req().getMethod().equals("HEAD")) {
            ctx.contentType("text/event-stream");
            ctx.header("Cache-Control", "no-store");
            return;
        }
        if (ending) {
            HttpApi.answer(ctx, Problem.unavailable("The service is stopping; try again in a moment"));
            return;
        }
        Caller caller = Caller.of(ctx);
        ClientPlaces.Place place = place(caller);
        String name = "event-stream-" + number.incrementAndGet();
        EventStream stream = new EventStream(
                ctx,
                name,
                filter,
                () -> StreamedLog.open(kafka, instanceId + "-" + name, filter, partitions, after),
                retryMillis(),
                parts,
                ended -> remove(ended, place));
        running.add(stream);
        ctx.future(() -> begin(stream, caller, place));
    }

    private ClientPlaces.Place place(Caller caller) {
        try {
            return places.take(caller.client());
        } catch (ProblemException full) {
            parts.metrics().countRefused();
            throw full;
        }
    }

    private CompletableFuture<Void> begin(EventStream stream, Caller caller, ClientPlaces.Place place) {
        LongAnswers.Running answer = longAnswers.add(caller, stream::refuse);
        try {
            return stream.begin().whenComplete((done, error) -> answer.close());
        } catch (RuntimeException | Error e) {
            answer.close();
            remove(stream, place); // the system has no thread left: a stream that does not run must not keep its place
            throw e;
        }
    }

    private void remove(EventStream stream, ClientPlaces.Place place) {
        running.remove(stream);
        place.close();
    }

    private @Nullable LogPosition position(Context ctx, QueryParameters parameters, EventFilter filter) {
        // when both are present, the header is newer: a browser keeps the parameter in its address
        String header = ctx.header(LAST_EVENT_ID);
        String id = header != null ? header : parameters.text("lastEventId", LogPosition.LONGEST);
        if (id == null) {
            return null;
        }
        LogPosition position = LogPosition.parse(id, partitions);
        for (var topic : EventView.TOPICS) {
            if (filter.matches(topic) && !position.covers(topic)) {
                throw QueryParameters.invalid("The id comes from a stream that did not read " + topic.name()
                        + "; use the types of that stream, or start without an id");
            }
        }
        return position;
    }

    /** Differs between streams: when an instance stops, its callers must not all reconnect at the same time. */
    private long retryMillis() {
        return 1_000 + number.get() * 137 % 1_000;
    }

    private void endStalled() {
        for (EventStream stream : running) {
            try {
                stream.endIfStalled();
            } catch (RuntimeException e) {
                // not thrown: an exception would end the watch silently
                LOG.error("Disconnecting the caller of a stream failed", e);
            }
        }
    }

    /**
     * Ends all streams after the messages that they have sent, and starts no new ones. Call it before the server stops,
     * because the server waits for running answers. Idempotent.
     */
    public void end() throws InterruptedException {
        ending = true;
        running.forEach(EventStream::end);
        long deadline = System.nanoTime() + END_DEADLINE.toNanos();
        for (EventStream stream : running) {
            if (!stream.awaitEnd(Duration.ofNanos(deadline - System.nanoTime()))) {
                stream.cutOff(); // the caller reads nothing
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        end();
        watch.shutdownNow();
    }
}
