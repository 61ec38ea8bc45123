package io.linklog.acceptance.system;

import io.linklog.acceptance.system.Documents.ShellCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The pages in {@code docs/} with their commands. */
public final class DocsPages {

    private static final Pattern STARTS = Pattern.compile("\\./linklog (scale|sidecar) ");

    private static final Pattern READS_AGAIN = Pattern.compile("\\./linklog (webhooks )?(replay|recount|backup)");

    private final Linklog linklog;

    public DocsPages(Linklog linklog) {
        this.linklog = linklog;
    }

    /** A page, and the commands in its {@code sh} blocks. */
    public record Page(String name, List<ShellCommand> commands) {

        /** Whether its commands start more instances or sidecars, which tests beside it would notice. */
        public boolean startsInstances() {
            return has(STARTS);
        }

        /** Whether its commands read the log from its beginning. */
        public boolean readsTheLogAgain() {
            return has(READS_AGAIN);
        }

        private boolean has(Pattern pattern) {
            return commands.stream()
                    .anyMatch(command -> pattern.matcher(command.text()).find());
        }
    }

    /** A test for each of these pages: all its commands work. */
    public Stream<DynamicTest> tests(Predicate<Page> wanted) throws Exception {
        Paste paste = new Paste(linklog, Files.createTempDirectory(linklog.folder(), "docs"));
        return pages().stream()
                .filter(wanted)
                .map(page -> DynamicTest.dynamicTest(
                        page.name(), () -> page.commands().forEach(paste::works)));
    }

    private List<Page> pages() throws IOException {
        List<Page> pages = new ArrayList<>();
        try (Stream<Path> files = Files.list(linklog.root().resolve("docs"))) {
            for (Path file : files.filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .toList()) {
                pages.add(new Page(file.getFileName().toString(), Documents.commands(file)));
            }
        }
        return pages;
    }
}
