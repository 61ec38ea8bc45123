package io.linklog.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The figures of a run, printed as tables and saved as JSON. Confined to one thread. */
public final class FigureReport {

    /**
     * The figures of one experiment.
     *
     * @param reference the name of the reference; "" for none
     */
    private record Section(String title, String reference, List<Figure> figures) {}

    private final Map<String, String> machine;
    private final List<Section> sections = new ArrayList<>();

    /** @param machine facts about the machine and the versions */
    public FigureReport(Map<String, String> machine) {
        this.machine = Map.copyOf(machine);
    }

    /** Adds an experiment and prints it at once, in case a later one fails. */
    public void add(PrintStream out, String title, String reference, List<Figure> figures) {
        Section section = new Section(title, reference, List.copyOf(figures));
        sections.add(section);
        print(section, out);
    }

    public void printMachine(PrintStream out) {
        out.println(machine.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(fact -> fact.getKey() + " " + fact.getValue())
                .collect(Collectors.joining(" · ")));
    }

    private static void print(Section section, PrintStream out) {
        out.println();
        out.println(section.title);
        String line = "  %-44s %12s %12s %7s   %s%n";
        out.printf(
                Locale.ROOT,
                line,
                "",
                "linklog",
                section.reference,
                section.reference.isEmpty() ? "" : "ratio",
                "goal");
        for (Figure figure : section.figures) {
            boolean compared = !figure.reference().isEmpty();
            String goals = figure.goals().stream().map(Goal::toString).collect(Collectors.joining(", "));
            Boolean reached = figure.isReached();
            out.printf(
                    Locale.ROOT,
                    line,
                    figure.name() + (figure.unit().isEmpty() ? "" : ", " + figure.unit()),
                    number(figure.ownMedian()),
                    compared ? number(figure.referenceMedian()) : "",
                    compared ? String.format(Locale.ROOT, "%.2f", figure.ratio()) : "",
                    reached == null ? "" : goals + (reached ? ": reached" : ": MISSED"));
        }
        out.flush();
    }

    /** Formats a number with three significant digits and thousands separators. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    /** Writes all figures to a file, including the value of each round. */
    public void write(Path file) throws IOException {
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        ObjectNode root = json.createObjectNode();
        root.set("machine", json.valueToTree(machine));
        ArrayNode all = root.putArray("sections");
        for (Section section : sections) {
            ObjectNode node = all.addObject();
            node.put("title", section.title);
            node.put("reference", section.reference);
            ArrayNode figures = node.putArray("figures");
            for (Figure figure : section.figures) {
                ObjectNode one = figures.addObject();
                one.put("name", figure.name());
                one.put("unit", figure.unit());
                one.set("linklog", json.valueToTree(figure.own()));
                one.set("reference", json.valueToTree(figure.reference()));
                if (!figure.reference().isEmpty()) {
                    one.put("ratio", figure.ratio());
                }
                if (!figure.goals().isEmpty()) {
                    one.set(
                            "goals",
                            json.valueToTree(
                                    figure.goals().stream().map(Goal::toString).toList()));
                    one.put("reached", figure.isReached());
                }
            }
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, json.writeValueAsString(root) + "\n");
    }
}
