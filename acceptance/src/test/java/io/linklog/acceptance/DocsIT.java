package io.linklog.acceptance;

import io.linklog.acceptance.documents.Paste;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The pages in {@code docs/}: their commands work, print what the pages show, and leave the system as it was. */
@WholeSystem
@Isolated
@Order(9)
@Tag("long")
final class DocsIT {

    /** The names of the pages to try, separated by commas; all without it. */
    private static final String PAGES = "linklog.docs.pages";

    private final Linklog linklog;

    DocsIT(Linklog linklog) {
        this.linklog = linklog;
    }

    @TestFactory
    Stream<DynamicTest> everyPageRuns(@TempDir Path folder) throws Exception {
        Paste paste = new Paste(linklog, folder);
        return pages().stream()
                .map(page -> DynamicTest.dynamicTest(page.getFileName().toString(), () -> paste.leavesNothing(page)));
    }

    private List<Path> pages() throws IOException {
        List<String> wanted = List.of(System.getProperty(PAGES, "").split(","));
        try (Stream<Path> files = Files.list(linklog.root().resolve("docs"))) {
            return files.filter(page -> page.toString().endsWith(".md"))
                    .filter(page -> wanted.equals(List.of(""))
                            || wanted.contains(page.getFileName().toString().replace(".md", "")))
                    .sorted()
                    .toList();
        }
    }
}
