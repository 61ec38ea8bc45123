package io.linklog.cli.abuse;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.cli.options.Failure;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./linklog reports}. */
@Command(
        name = "reports",
        sortOptions = false,
        description = {
            "Shows what visitors reported about links, newest first.",
            "",
            "It needs the key of an admin, who sees the reports of its tenant's links; an admin of the tenant default"
                    + " sees all."
        },
        footer = {
            "",
            "Examples:",
            "  ./linklog reports",
            "  ./linklog reports --state dismissed",
            "  ./linklog reports dismiss ID",
            "  ./linklog reports delete ID"
        },
        subcommands = {ReportsCommand.Dismiss.class, ReportsCommand.Delete.class})
public final class ReportsCommand implements Callable<Integer> {

    private static final String PATH = "/api/v1/reports";

    @Option(
            names = "--state",
            paramLabel = "STATE",
            defaultValue = "open",
            description = "open, dismissed or taken-down (default: open).")
    private String state = "";

    @Mixin
    private AdminCall api = new AdminCall();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        return Failure.report(spec, () -> {
            PrintWriter out = spec.commandLine().getOut();
            String cursor = "";
            int shown = 0;
            do {
                JsonNode page = api.call("GET", PATH + "?limit=100&state=" + state + cursor, "");
                for (JsonNode report : page.path("data")) {
                    show(report, out);
                    shown++;
                }
                JsonNode next = page.path("nextCursor");
                cursor = next.isTextual() ? "&cursor=" + next.asText() : "";
                out.flush();
            } while (!cursor.isEmpty());
            if (shown == 0) {
                out.println("There are no reports with the state " + state + ".");
                out.flush();
            }
            return 0;
        });
    }

    private static void show(JsonNode report, PrintWriter out) {
        out.println(report.path("id").asText());
        out.println("  " + plain(report, "shortUrl") + "  " + plain(report, "reason") + ", "
                + plain(report, "dateReported") + ", by " + plain(report, "reporter"));
        if (report.path("contact").isTextual()) {
            out.println("  contact: " + plain(report, "contact"));
        }
        if (report.path("text").isTextual()) {
            plain(report, "text").lines().forEach(line -> out.println("  > " + line));
        }
    }

    /** Strangers wrote it: a terminal must not obey it. */
    private static String plain(JsonNode report, String member) {
        return report.path(member).asText().replaceAll("[\\p{Cc}\\p{Cf}&&[^\n]]", "?");
    }

    /** One call about one report. */
    abstract static class OneReport implements Callable<Integer> {

        @Parameters(paramLabel = "ID", description = "The report, as ./linklog reports shows it.")
        private String id = "";

        @Mixin
        private AdminCall api = new AdminCall();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        private final String method;
        private final String action;
        private final String done;

        /**
         * @param action the end of the path
         * @param done what is printed then
         */
        OneReport(String method, String action, String done) {
            this.method = method;
            this.action = action;
            this.done = done;
        }

        @Override
        public final Integer call() throws Exception {
            return Failure.report(spec, () -> {
                api.call(method, path(id) + action, "");
                spec.commandLine().getOut().println(done);
                spec.commandLine().getOut().flush();
                return 0;
            });
        }
    }

    /** {@code ./linklog reports dismiss}. */
    @Command(
            name = "dismiss",
            sortOptions = false,
            description = "Dismisses a report: nothing is wrong with the link. A repeat changes nothing.")
    static final class Dismiss extends OneReport {

        Dismiss() {
            super("POST", "/dismiss", "The report is dismissed.");
        }
    }

    /** {@code ./linklog reports delete}. */
    @Command(
            name = "delete",
            sortOptions = false,
            description = "Deletes a report with everything that its sender wrote.")
    static final class Delete extends OneReport {

        Delete() {
            super("DELETE", "", "The report is deleted.");
        }
    }

    private static String path(String id) {
        if (!id.matches("[A-Za-z0-9_-]+")) {
            throw new Failure(2, "\"" + id + "\" is no id of a report; ./linklog reports shows them.", null);
        }
        return PATH + "/" + id;
    }
}
