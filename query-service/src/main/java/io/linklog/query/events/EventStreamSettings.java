package io.linklog.query.events;

import io.linklog.kit.settings.Env;
import java.time.Duration;

/**
 * Streams of events.
 *
 * @param most at once on this instance; each has a thread and a consumer, some MB at most
 * @param heartbeat the longest silence on a stream; well below every timeout on the way, of which the edge's are 60 s.
 *     A stream whose caller takes nothing for twice as long is ended
 */
public record EventStreamSettings(int most, Duration heartbeat) {

    public static EventStreamSettings from(Env env) {
        return new EventStreamSettings(
                env.integer("LINKLOG_EVENT_STREAMS", 64, 0, 10_000, "streams of events at once; more are answered 503"),
                env.duration(
                        "LINKLOG_EVENT_HEARTBEAT",
                        Duration.ofSeconds(15),
                        Duration.ofMillis(100),
                        Duration.ofMinutes(1),
                        "longest silence on a stream of events"));
    }

    Duration patience() {
        return heartbeat.multipliedBy(2);
    }
}
