package io.linklog.webhooks.commands;

import io.linklog.schemas.topics.Topic;
import io.linklog.webhooks.control.StartPlace;
import io.linklog.webhooks.hooks.Hook;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./linklog webhooks replay}. */
@Command(
        name = "replay",
        description = {
            "Sends events of the log again, with the same ids.",
            "",
            "It takes effect at once, also while events are being delivered. --from now skips the events that wait."
        },
        footer = {
            "",
            "Examples:",
            "  ./linklog webhooks replay billing --from 2026-01-31T12:00:00Z",
            "  ./linklog webhooks replay billing --from-offset link-events-3-120",
            "  ./linklog webhooks replay billing --from-offset 3:120 --from-offset visits:0:0"
        })
final class ReplayHook extends HookCommand {

    private static final Pattern PLACE = Pattern.compile("(?:(link-events|visits)[:-])?(\\d{1,9})[:-](\\d{1,18})");

    @Parameters(paramLabel = "ID", description = "The webhook; ./linklog webhooks list shows all.")
    private String id = "";

    @ArgGroup(multiplicity = "1")
    private Start start = new Start();

    private static final class Start {
        @Option(
                names = "--from",
                paramLabel = "beginning|now|TIME",
                description = "Start here in all partitions. TIME like 2026-01-31T12:00:00Z.")
        private @Nullable StartPlace from;

        @Option(
                names = "--from-offset",
                paramLabel = "PARTITION:OFFSET",
                description = "Start here in one partition of link-events, or with the prefix visits: of visits; other"
                        + " partitions do not change. A webhook-id like link-events-3-120 is accepted, too."
                        + " Repeatable.")
        private List<String> offsets = new ArrayList<>();
    }

    @Override
    int run(CommandAccess access, PrintWriter out) {
        Hook hook = access.find(id);
        StartPlace from = start.from;
        Map<TopicPartition, Long> places = from == null ? offsets(access, hook) : offsets(access, hook, from);
        Hook now = access.change(id, stored -> stored.withRequest(places, Instant.now()));
        out.println(
                "Webhook " + id + " continues from there: " + access.places().lag(now) + " records to process.");
        if (now.state() != Hook.State.ACTIVE) {
            out.println("It is " + now.state() + ": ./linklog webhooks resume " + id + " starts it.");
        }
        return 0;
    }

    private static Map<TopicPartition, Long> offsets(CommandAccess access, Hook hook, StartPlace from) {
        try {
            return from.offsets(access.places(), hook.topics());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(2, "--" + e.getMessage() + ".", e);
        }
    }

    private Map<TopicPartition, Long> offsets(CommandAccess access, Hook hook) {
        Map<TopicPartition, Long> begins = access.places().begins(hook.topics());
        Map<TopicPartition, Long> ends = access.places().ends(hook.topics());
        Map<TopicPartition, Long> places = new HashMap<>();
        for (String text : start.offsets) {
            Matcher place = PLACE.matcher(text);
            if (!place.matches()) {
                throw new RefusedException(
                        2,
                        "--from-offset takes PARTITION:OFFSET, like 3:120, or a webhook-id, not \"" + text + "\".",
                        null);
            }
            List<Topic> topics = hook.topics();
            String topic = place.group(1) == null ? topics.get(0).name() : place.group(1);
            TopicPartition partition = new TopicPartition(topic, Integer.parseInt(place.group(2)));
            Long end = ends.get(partition);
            if (end == null) {
                throw new RefusedException(
                        2, "The webhook does not read " + partition + ": it reads " + names(topics) + ".", null);
            }
            long offset = Long.parseLong(place.group(3));
            long begin = begins.getOrDefault(partition, 0L);
            if (offset < begin || offset > end) {
                throw new RefusedException(
                        2, partition + " has offsets from " + begin + " to " + end + ", not " + offset + ".", null);
            }
            places.put(partition, offset);
        }
        return places;
    }

    private static String names(List<Topic> topics) {
        return String.join(" and ", topics.stream().map(Topic::name).toList());
    }
}
