package io.linklog.query.events;

import io.linklog.kit.settings.Env;
import java.time.Duration;

/**
 * How event streams are served.
 *
 * @param most concurrent streams of this instance; each has a thread and a consumer of a few MB
 * @param heartbeat the longest silence on a stream; well below every timeout between here and the caller (60 s at the
 *     edge). A caller that reads nothing for twice this time is disconnected
 */
public record EventStreamSettings(int most, Duration heartbeat) {

    public static EventStreamSettings from(Env env) {
        return new EventStreamSettings(
                env.integer(
                        "LINKLOG_EVENT_STREAMS",
                        64,
                        0,
                        10_000,
                        "maximum number of concurrent event streams; more are answered with 503"),
                env.duration(
                        "LINKLOG_EVENT_HEARTBEAT",
                        Duration.ofSeconds(15),
                        Duration.ofMillis(100),
                        Duration.ofMinutes(1),
                        "longest silence on an event stream before a heartbeat"));
    }

    Duration patience() {
        return heartbeat.multipliedBy(2);
    }
}
