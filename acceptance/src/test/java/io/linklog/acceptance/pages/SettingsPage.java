package io.linklog.acceptance.pages;

import io.linklog.command.CommandSettings;
import io.linklog.kit.settings.Env;
import io.linklog.projector.ProjectorSettings;
import io.linklog.query.QuerySettings;
import io.linklog.sidecar.settings.SidecarSettings;
import io.linklog.topology.TopologySettings;
import io.linklog.webhooks.WebhooksSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The page of settings, made from what each service asks its environment for. */
final class SettingsPage {

    /** Names a setting whose default is another in every build. */
    private static final String VERSION = "LINKLOG_VERSION";

    private static final String INTRODUCTION = """
            # Settings

            A service reads its settings from environment variables when it starts. If a value is
            invalid, the process ends and its message names every mistake. An empty value counts as
            absent. Durations are written like `250ms`, `5s`, `10m` or `PT5S`. Lists are separated by
            commas.

            This page is generated from the settings that the services declare. Do not edit it. After a
            change of a setting run

            ```text
            %s
            ```
            """;

    /** What a service asks for, and how. */
    private record Reader(String service, Map<String, String> environment, Consumer<Env> settings) {}

    /** A setting, and which services have which default. */
    private record Row(String name, String meaning, Map<String, Set<String>> defaults) {

        Set<String> services() {
            Set<String> all = new LinkedHashSet<>();
            defaults.values().forEach(all::addAll);
            return all;
        }
    }

    private static final List<Reader> READERS = List.of(
            new Reader("command-service", Map.of(), CommandSettings::from),
            new Reader("streams-topology", Map.of(), TopologySettings::from),
            new Reader("projector", Map.of(), ProjectorSettings::from),
            new Reader("query-service", Map.of(), QuerySettings::from),
            new Reader("webhooks", Map.of(), WebhooksSettings::from),
            new Reader("edge agent", Map.of(), SidecarSettings::from),
            new Reader("sidecar agent", Map.of("LINKLOG_SIDECAR_ROLE", "sidecar"), SidecarSettings::from));

    private SettingsPage() {}

    /** @param command that writes the page anew */
    static String render(String command) {
        Map<Set<String>, List<Row>> byServices = new LinkedHashMap<>();
        rows().forEach(row -> byServices
                .computeIfAbsent(row.services(), services -> new ArrayList<>())
                .add(row));
        StringBuilder page = new StringBuilder(INTRODUCTION.formatted(command));
        List<Row> ofAll = new ArrayList<>();
        List<Row> ofSome = new ArrayList<>();
        byServices.forEach((services, rows) -> {
            if (services.size() == READERS.size()) {
                ofAll.addAll(rows);
            } else if (services.size() > 1) {
                ofSome.addAll(rows);
            }
        });
        ofSome.sort((one, other) -> one.name().compareTo(other.name()));
        section(page, "All services", ofAll, false);
        section(page, "Several services", ofSome, true);
        for (Reader reader : READERS) {
            section(page, reader.service(), byServices.getOrDefault(Set.of(reader.service()), List.of()), false);
        }
        return page.toString();
    }

    private static Iterable<Row> rows() {
        Map<String, Row> rows = new TreeMap<>();
        for (Reader reader : READERS) {
            Env env = new Env(reader.environment());
            reader.settings().accept(env);
            for (Env.Setting setting : env.declaredSettings()) {
                rows.computeIfAbsent(
                                setting.name() + '\n' + setting.meaning(),
                                key -> new Row(setting.name(), setting.meaning(), new LinkedHashMap<>()))
                        .defaults()
                        .computeIfAbsent(shown(setting), text -> new LinkedHashSet<>())
                        .add(reader.service());
            }
        }
        return rows.values();
    }

    private static void section(StringBuilder page, String title, List<Row> rows, boolean readers) {
        if (rows.isEmpty()) {
            return;
        }
        page.append("\n## ").append(title).append("\n\n| setting | default | meaning |");
        page.append(readers ? " read by |\n| --- | --- | --- | --- |\n" : "\n| --- | --- | --- |\n");
        for (Row row : rows) {
            page.append("| `")
                    .append(row.name())
                    .append("` | ")
                    .append(defaults(row))
                    .append(" | ");
            page.append(row.meaning().replace("|", "\\|")).append(" |");
            if (readers) {
                page.append(' ').append(String.join(", ", row.services())).append(" |");
            }
            page.append('\n');
        }
    }

    private static String defaults(Row row) {
        if (row.defaults().size() == 1) {
            return row.defaults().keySet().iterator().next();
        }
        List<String> each = new ArrayList<>();
        row.defaults().forEach((text, services) -> each.add(text + " (" + String.join(", ", services) + ")"));
        return String.join(", ", each);
    }

    private static String shown(Env.Setting setting) {
        if (setting.name().equals(VERSION)) {
            return "the build's";
        }
        String text = setting.defaultValue();
        if (text.isEmpty()) {
            return "none";
        }
        return '`' + (text.matches("P[T0-9].*") ? shown(Duration.parse(text)) : text.replace("|", "\\|")) + '`';
    }

    /** As a person would write it in a setting. */
    private static String shown(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        if (millis % 86_400_000 == 0) {
            return millis / 86_400_000 + "d";
        }
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        }
        if (millis % 60_000 == 0) {
            return millis / 60_000 + "m";
        }
        return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
    }
}
