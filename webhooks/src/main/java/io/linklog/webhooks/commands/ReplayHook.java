package io.linklog.webhooks.commands;

import io.linklog.schemas.topics.Topic;
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
            "Sends events again, from a place on the log on, under the ids that they had.",
            "",
            "It takes effect at once, while the webhook is delivered to. --from now leaves out what waits."
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
    private Begin begin = new Begin();

    private static final class Begin {
        @Option(
                names = "--from",
                paramLabel = "beginning|now|TIME",
                description = "In all partitions. TIME like 2026-01-31T12:00:00Z.")
        private @Nullable StartPlace from;

        @Option(
                names = "--from-offset",
                paramLabel = "PARTITION:OFFSET",
                description =
                        "In this partition of link-events, or with visits: before it of visits; others stay as they are."
                                + " A webhook-id, such as link-events-3-120, says the same. Several are possible.")
        private List<String> offsets = new ArrayList<>();
    }

    @Override
    int run(CommandAccess access, PrintWriter out) {
        Hook hook = access.find(id);
        StartPlace from = begin.from;
        Map<TopicPartition, Long> places =
                from == null ? offsets(access, hook) : from.in(access.places(), hook.topics());
        Hook now = access.change(id, stored -> stored.at(places, Instant.now()));
        out.println("Webhook " + id + " goes on there: " + access.places().lag(now) + " records to pass.");
        if (now.state() != Hook.State.ACTIVE) {
            out.println("It is " + now.state() + ": ./linklog webhooks resume " + id + " lets it go on.");
        }
        return 0;
    }

    private Map<TopicPartition, Long> offsets(CommandAccess access, Hook hook) {
        Map<TopicPartition, Long> begins = access.places().begins(hook.topics());
        Map<TopicPartition, Long> ends = access.places().ends(hook.topics());
        Map<TopicPartition, Long> places = new HashMap<>();
        for (String text : begin.offsets) {
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
                        2, "The webhook gets nothing of " + partition + ": it reads " + names(topics) + ".", null);
            }
            long offset = Long.parseLong(place.group(3));
            if (offset < begins.get(partition) || offset > end) {
                throw new RefusedException(
                        2,
                        partition + " has offsets from " + begins.get(partition) + " to " + end + ", not " + offset
                                + ".",
                        null);
            }
            places.put(partition, offset);
        }
        return places;
    }

    private static String names(List<Topic> topics) {
        return String.join(" and ", topics.stream().map(Topic::name).toList());
    }
}
