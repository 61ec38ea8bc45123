package io.linklog.acceptance.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The pages name what exists: files, headings, classes, alerts. */
final class PagesTest {

    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+?) *$");
    /** A class, or a class with a method: {@code Links.decide}. */
    private static final Pattern CLASS =
            Pattern.compile("`([A-Z][a-z0-9]+[A-Za-z0-9]*)(?:\\.[a-z]\\w*(?:\\(.*?\\))?)?`");
    /** A row of a data path: step, class, module, package. */
    private static final Pattern PLACE =
            Pattern.compile("(?m)^\\|[^|]*\\| `(\\w+)` \\| `([\\w/-]+)` \\| `([\\w.]+)` \\|");

    private static final Pattern RECORD_NAME = Pattern.compile("\"name\"\\s*:\\s*\"([A-Z]\\w*)\"");
    private static final Pattern ALERT = Pattern.compile("(?m)^ *- alert: (\\w+)$");

    @Test
    void relativeLinksLeadToFilesAndHeadings() {
        List<String> broken = new ArrayList<>();
        for (Path page : Sources.files(".md")) {
            String text = CODE_BLOCK.matcher(Sources.read(page)).replaceAll("");
            LINK.matcher(text)
                    .results()
                    .map(link -> link.group(1))
                    .filter(link -> !link.matches("[a-z]+:.*") && !resolves(page, link))
                    .forEach(link -> broken.add(Sources.root().relativize(page) + ": " + link));
        }
        assertThat(broken).as("links that lead nowhere").isEmpty();
    }

    private static boolean resolves(Path page, String link) {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return hash < 0 || anchors(target).contains(link.substring(hash + 1));
    }

    /** The anchors that GitHub makes of headings. */
    private static Set<String> anchors(Path page) {
        String text = CODE_BLOCK.matcher(Sources.read(page)).replaceAll("");
        return HEADING.matcher(text)
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void theArchitecturePageNamesClassesThatExist() {
        Set<String> existing = new HashSet<>();
        for (Path source : Sources.files(".java")) {
            String name = source.getFileName().toString();
            existing.add(name.substring(0, name.length() - ".java".length()));
        }
        for (Path schema : Sources.files(".avsc")) {
            RECORD_NAME.matcher(Sources.read(schema)).results().forEach(name -> existing.add(name.group(1)));
        }
        Set<String> named = CLASS.matcher(architecture())
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).hasSizeGreaterThan(30);
        named.removeAll(existing);
        assertThat(named).as("names in docs/architecture.md that are no class").isEmpty();
    }

    @Test
    void theDataPathsSayWhereEachClassLies() {
        List<MatchResult> places = PLACE.matcher(architecture()).results().toList();
        assertThat(places).hasSizeGreaterThan(25);
        List<String> wrong = new ArrayList<>();
        for (MatchResult place : places) {
            String path = place.group(2) + "/src/main/java/io/linklog/"
                    + place.group(3).replace('.', '/') + "/" + place.group(1) + ".java";
            if (!Files.exists(Sources.root().resolve(path))) {
                wrong.add(path);
            }
        }
        assertThat(wrong).as("classes that docs/architecture.md places wrongly").isEmpty();
    }

    private static String architecture() {
        return Sources.read(Sources.root().resolve("docs/architecture.md"));
    }

    @Test
    void everyAlertHasARunbook() {
        String runbooks = Sources.read(Sources.root().resolve("docs/runbooks.md"));
        List<String> alerts = ALERT.matcher(Sources.read(Sources.root().resolve("docker/alerts.yml")))
                .results()
                .map(alert -> alert.group(1))
                .toList();
        assertThat(alerts).hasSizeGreaterThan(10);
        assertThat(alerts).allMatch(alert -> runbooks.contains("\n## " + alert + "\n"), "has a section");
    }
}
