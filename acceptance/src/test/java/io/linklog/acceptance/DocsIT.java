package io.linklog.acceptance;

import io.linklog.acceptance.system.Documents;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.Paste;
import io.linklog.acceptance.system.WholeSystem;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Isolated;

/** The commands of the pages in {@code docs/} work. */
@WholeSystem
@Isolated
@Order(9)
final class DocsIT {

    private final Linklog linklog;

    DocsIT(Linklog linklog) {
        this.linklog = linklog;
    }

    @TestFactory
    List<DynamicTest> everyCommandOfThePagesWorks() throws Exception {
        Paste paste = new Paste(linklog, Files.createTempDirectory(linklog.folder(), "docs"));
        try (var pages = Files.list(linklog.root().resolve("docs"))) {
            return pages.filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .map(page -> DynamicTest.dynamicTest(page.getFileName().toString(), () -> {
                        for (String command : Documents.commands(page)) {
                            paste.works(command);
                        }
                    }))
                    .toList();
        }
    }
}
