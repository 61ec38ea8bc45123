package io.linklog.query.events;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.Problem;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.mesh.async.DaemonThreads;
import io.linklog.query.http.QueryParameters;
import io.linklog.query.http.ReadRoutes;
import io.linklog.schemas.view.EventView;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/v1/events}: what happens to links and who visits them, as Server-Sent Events, live or from an event
 * on. Each stream takes a thread and a consumer of its own while it lasts, so their number is bounded.
 */
public final class EventStreams implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);

    /** For all streams together, when the process stops. */
    private static final Duration END_DEADLINE = Duration.ofSeconds(2);

    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final Set<String> LISTS = new TreeSet<>(Set.of("code", "types"));
    private static final Set<String> PARAMETERS = new TreeSet<>(Set.of("code", "types", "tag", "lastEventId"));

    private final KafkaSettings kafka;
    private final String instanceId;
    private final int partitions;
    private final EventStream.Parts parts;
    private final Semaphore places;
    private final Set<EventStream> running;
    private final AtomicLong number = new AtomicLong();
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("event-stream-watch"));
    private volatile boolean ending;

    /**
     * @param partitions of each topic
     * @param running what the metrics of the parts count
     */
    public EventStreams(
            KafkaSettings kafka, String instanceId, int partitions, EventStream.Parts parts, Set<EventStream> running) {
        this.kafka = kafka;
        this.instanceId = instanceId;
        this.partitions = partitions;
        this.parts = parts;
        this.running = running;
        this.places = new Semaphore(parts.settings().most());
        long periodMillis = Math.max(50, parts.settings().patience().toMillis() / 10);
        watch.scheduleWithFixedDelay(this::endStalled, periodMillis, periodMillis, TimeUnit.MILLISECONDS);
    }

    /** What the streams of an instance are kept in. */
    public static Set<EventStream> none() {
        return ConcurrentHashMap.newKeySet();
    }

    public void addTo(RoutesConfig routes) {
        ReadRoutes.read(routes, "/api/v1/events", this::open);
    }

    /** Streams that are open. */
    public int running() {
        return running.size();
    }

    private void open(Context ctx) {
        QueryParameters parameters = new QueryParameters(ctx, PARAMETERS, LISTS);
        EventFilter filter = EventFilter.of(parameters);
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
        if (!places.tryAcquire()) {
            parts.metrics().refused();
            HttpApi.answer(
                    ctx,
                    Problem.unavailable("There are as many streams of events as this instance may have ("
                            + parts.settings().most() + ", LINKLOG_EVENT_STREAMS); try again later, or end one"));
            return;
        }
        String name = "event-stream-" + number.incrementAndGet();
        EventStream stream = new EventStream(
                ctx,
                name,
                filter,
                () -> StreamedLog.open(kafka, instanceId + "-" + name, filter, partitions, after),
                retryMillis(),
                parts,
                this::ended);
        running.add(stream);
        ctx.future(stream::begin);
    }

    private void ended(EventStream stream) {
        running.remove(stream);
        places.release();
    }

    private @Nullable LogPosition position(Context ctx, QueryParameters parameters, EventFilter filter) {
        // where there are both, the parameter is of the address that a browser keeps, and the header is later
        String header = ctx.header(LAST_EVENT_ID);
        String id = header != null ? header : parameters.text("lastEventId", LogPosition.LONGEST);
        if (id == null) {
            return null;
        }
        LogPosition position = LogPosition.parse(id, partitions);
        for (var topic : EventView.TOPICS) {
            if (filter.wants(topic) && !position.covers(topic)) {
                throw QueryParameters.mistake("The id is of a stream that did not read " + topic.name()
                        + ", and so cannot say from where on; ask for the types that it had, or begin without an id");
            }
        }
        return position;
    }

    /** Not the same for all: when an instance stops, its callers should not come to the next one at once. */
    private long retryMillis() {
        return 1_000 + number.get() * 137 % 1_000;
    }

    private void endStalled() {
        for (EventStream stream : running) {
            try {
                stream.endIfStalled();
            } catch (RuntimeException e) {
                LOG.error("A stream of events could not be cut off", e); // a throw would end the watch, silently
            }
        }
    }

    /**
     * Ends all streams behind what they have told, and begins no other. To be called before the server is stopped,
     * which waits for answers under way. Idempotent.
     */
    public void end() throws InterruptedException {
        ending = true;
        running.forEach(EventStream::end);
        long deadline = System.nanoTime() + END_DEADLINE.toNanos();
        for (EventStream stream : running) {
            if (!stream.awaitEnd(Duration.ofNanos(deadline - System.nanoTime()))) {
                stream.cutOff(); // its caller takes nothing
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        end();
        watch.shutdownNow();
    }
}
