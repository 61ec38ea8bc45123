package io.linklog.webhooks.commands;

import io.linklog.webhooks.hooks.DeliveryReport;
import io.linklog.webhooks.hooks.Hook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Formats webhooks for a terminal. */
final class HookTable {

    private static final List<String> HEAD =
            List.of("ID", "TENANT", "STATE", "LAG", "DELIVERED", "FAILED", "DEAD", "URL");
    /** A report older than this is ignored. Suspended hooks are reported every ten seconds. */
    private static final Duration REPORT_LIFETIME = Duration.ofSeconds(30);

    /**
     * A hook with its reports.
     *
     * @param lag the number of records that it has not processed yet
     * @param served whether an instance delivers to it
     */
    record Line(Hook hook, List<DeliveryReport> reports, long lag, boolean served) {

        long sum(Function<DeliveryReport, Long> count) {
            return reports.stream().mapToLong(count::apply).sum();
        }

        Optional<DeliveryReport> suspension(Instant now) {
            return reports.stream()
                    .filter(one -> one.suspendedSince() != null
                            && Duration.between(one.at(), now).compareTo(REPORT_LIFETIME) < 0)
                    .findFirst();
        }

        String state(Instant now) {
            return switch (hook.state()) {
                case PAUSED -> "paused";
                case OFF -> "off";
                case ACTIVE -> !served ? "unserved" : suspension(now).isPresent() ? "suspended" : "active";
            };
        }

        @Nullable
        Instant latest(Function<DeliveryReport, @Nullable Instant> when) {
            return reports.stream()
                    .map(when)
                    .filter(Objects::nonNull)
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        }
    }

    private HookTable() {}

    static List<String> table(List<Line> lines, Instant now) {
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        for (Line line : lines) {
            rows.add(List.of(
                    line.hook.id(),
                    line.hook.tenant(),
                    line.state(now),
                    count(line.lag),
                    count(line.sum(DeliveryReport::delivered)),
                    count(line.sum(DeliveryReport::failed)),
                    count(line.sum(DeliveryReport::dead)),
                    line.hook.url().toString()));
        }
        return align(rows);
    }

    /** Pads the columns to the width of their widest cells, with two spaces between them. */
    static List<String> align(List<List<String>> rows) {
        List<Integer> widths = new ArrayList<>(Collections.nCopies(rows.get(0).size(), 0));
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths.set(i, Math.max(widths.get(i), row.get(i).length()));
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                text.append(row.get(i))
                        .append(" ".repeat(widths.get(i) - row.get(i).length() + 2));
            }
            lines.add(text.toString().stripTrailing());
        }
        return lines;
    }

    /** Formats everything that is known about one hook. */
    static List<String> details(Line line, Instant now) {
        Hook hook = line.hook;
        List<String> text = new ArrayList<>();
        text.add(hook.id() + ": " + state(line, now));
        add(text, "tenant", hook.tenant());
        add(text, "url", hook.url() + (hook.isGuarded() ? " (made by the API: public addresses only)" : ""));
        add(text, "gets", hook.types().stream().sorted().toList().toString().replaceAll("[\\[\\]]", "") + filter(hook));
        add(text, "since", hook.createdAt().toString());
        add(text, "lag", count(line.lag) + " records to process");
        add(
                text,
                "delivered",
                count(line.sum(DeliveryReport::delivered)) + ago(line.latest(DeliveryReport::lastDelivered), now));
        add(
                text,
                "failed",
                count(line.sum(DeliveryReport::failed)) + " calls" + ago(line.latest(DeliveryReport::lastFailed), now));
        line.reports.stream()
                .filter(one -> one.lastFailed() != null)
                .max(Comparator.comparing(DeliveryReport::lastFailed))
                .map(DeliveryReport::lastError)
                .ifPresent(error -> add(text, "last error", error));
        long dead = line.sum(DeliveryReport::dead);
        add(text, "dead", count(dead) + (dead == 0 ? "" : "; ./linklog webhooks dead " + hook.id() + " shows them"));
        long skipped = line.sum(DeliveryReport::skipped);
        if (skipped > 0) {
            add(
                    text,
                    "skipped",
                    count(skipped) + " records that could not be read, or were deleted from the log before");
        }
        int secrets = hook.secrets().size();
        add(text, "secrets", secrets == 1 ? "one" : secrets + "; ./linklog webhooks rotate --finish ends with one");
        return text;
    }

    private static String state(Line line, Instant now) {
        return switch (line.state(now)) {
            case "suspended" ->
                line.suspension(now)
                        .map(one -> "suspended since " + one.suspendedSince()
                                + " because its endpoint fails; next call " + one.nextProbe())
                        .orElse("suspended");
            case "unserved" -> "active, but no process delivers to it; ./linklog status shows what runs";
            case "active" -> "active";
            case "paused" -> "paused; ./linklog webhooks resume " + line.hook.id();
            default -> "off, " + line.hook.why() + "; ./linklog webhooks resume " + line.hook.id();
        };
    }

    private static String filter(Hook hook) {
        return (hook.codes().isEmpty() ? "" : " of " + String.join(", ", hook.codes()))
                + (hook.tags().isEmpty() ? "" : " tagged " + String.join(" or ", hook.tags()));
    }

    private static void add(List<String> text, String name, String value) {
        text.add(String.format(Locale.ROOT, "  %-11s  %s", name, value));
    }

    private static String ago(@Nullable Instant then, Instant now) {
        if (then == null) {
            return "";
        }
        long seconds = Math.max(0, Duration.between(then, now).toSeconds());
        return ", last " + (seconds < 120 ? seconds + " s" : seconds / 60 + " min") + " ago";
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
