package io.linklog.cli.topics;

import io.linklog.schemas.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/** Topics as a table for people. */
final class TopicTable {

    private static final List<String> HEAD =
            List.of("TOPIC", "KIND", "PARTITIONS", "RECORDS", "SIZE", "KEPT", "READ BY");
    /** The columns of numbers, which are aligned to the right. */
    private static final List<Integer> NUMBERS = List.of(2, 3, 4);

    private static final Pattern PROJECTION = Pattern.compile("projector-linklog_([1-9][0-9]{0,8})(-.+)?");

    private final Ansi ansi;

    TopicTable(Ansi ansi) {
        this.ansi = ansi;
    }

    String render(List<TopicState> topics) {
        List<List<String>> rows = new ArrayList<>();
        List<Boolean> alarming = new ArrayList<>();
        for (TopicState topic : topics) {
            List<String> readers =
                    topic.readers().stream().map(one -> reader(one, topic)).toList();
            rows.add(List.of(
                    topic.name(),
                    topic.kind().title,
                    topic.partitions()
                            + (topic.underReplicated() > 0 ? " (" + topic.underReplicated() + " short)" : ""),
                    count(topic.records()),
                    size(topic.bytes()),
                    retention(topic),
                    readers.isEmpty() ? "" : readers.get(0)));
            alarming.add(topic.hasDeadLetters() || topic.underReplicated() > 0);
            for (int i = 1; i < readers.size(); i++) {
                rows.add(List.of("", "", "", "", "", "", readers.get(i)));
                alarming.add(false);
            }
        }
        StringBuilder out = new StringBuilder();
        int[] widths = widths(rows);
        line(out, HEAD, widths, "bold");
        for (int i = 0; i < rows.size(); i++) {
            line(out, rows.get(i), widths, alarming.get(i) ? "bold,red" : null);
        }
        conclusions(out, topics);
        return out.toString();
    }

    private void conclusions(StringBuilder out, List<TopicState> topics) {
        for (TopicState topic : topics) {
            if (topic.hasDeadLetters()) {
                boolean ours = Topics.DEAD_LETTERS.stream()
                        .anyMatch(known -> known.name().equals(topic.name()));
                String what = topic.name().equals(Topics.WEBHOOK_DEAD_LETTERS.name())
                        ? " could not be delivered: ./linklog webhooks list"
                        : " could not be read: ./linklog "
                                + (ours ? "dead-letters" : "console " + topic.name() + " --from-beginning");
                String sentence = count(topic.records()) + (topic.records() == 1 ? " record" : " records") + " in "
                        + topic.name() + what;
                out.append(style("! " + sentence, "bold,red")).append(System.lineSeparator());
            }
        }
    }

    private static String reader(TopicState.Reader reader, TopicState topic) {
        if (isPrevious(reader, topic)) {
            return reader.group() + " (kept to switch back)";
        }
        String idle = reader.state().equals("Empty") ? ", no reader runs" : "";
        return reader.group() + (reader.lag() == 0 ? " (up to date" : " (" + count(reader.lag()) + " behind") + idle
                + ")";
    }

    /** Whether a group belongs to the keyspace before the one that is being written: a replay keeps it. */
    private static boolean isPrevious(TopicState.Reader reader, TopicState topic) {
        int keyspace = keyspace(reader);
        return keyspace > 0
                && reader.state().equals("Empty")
                && topic.readers().stream()
                        .anyMatch(other ->
                                keyspace(other) > keyspace && !other.state().equals("Empty"));
    }

    private static int keyspace(TopicState.Reader reader) {
        Matcher matcher = PROJECTION.matcher(reader.group());
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private static String retention(TopicState topic) {
        String time = topic.retentionMs() == null ? "" : time(topic.retentionMs());
        return switch (topic.cleanup()) {
            case "compact" -> "latest of a key";
            case "delete" -> time;
            default -> "latest of a key, " + time;
        };
    }

    static String time(long ms) {
        if (ms < 0) {
            return "forever";
        }
        Duration time = Duration.ofMillis(ms);
        if (time.toDays() > 1 || time.equals(Duration.ofDays(1))) {
            return time.toDays() + (time.toDays() == 1 ? " day" : " days");
        }
        return time.toHours() > 0 ? time.toHours() + " h" : time.toSeconds() + " s";
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String size(@Nullable Long bytes) {
        if (bytes == null) {
            return "?";
        }
        if (bytes < 1_000) {
            return bytes + " B";
        }
        double amount = bytes;
        for (String unit : List.of("kB", "MB", "GB")) {
            amount /= 1_000;
            if (amount < 999.95) {
                return String.format(Locale.ROOT, "%.1f %s", amount, unit);
            }
        }
        return String.format(Locale.ROOT, "%.1f TB", amount / 1_000);
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = HEAD.stream().mapToInt(String::length).toArray();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    private void line(StringBuilder out, List<String> cells, int[] widths, @Nullable String style) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String pad = " ".repeat(widths[i] - cells.get(i).length());
            line.append(i == 0 ? "" : "  ");
            line.append(NUMBERS.contains(i) ? pad + cells.get(i) : cells.get(i) + pad);
        }
        String text = line.toString().stripTrailing();
        out.append(style == null ? text : style(text, style)).append(System.lineSeparator());
    }

    private String style(String text, String style) {
        // without picocli's markup, which a topic's name could contain
        return ansi.enabled()
                ? Ansi.Style.on(Ansi.Style.parse(style)) + text + Ansi.Style.off(Ansi.Style.parse(style))
                : text;
    }
}
