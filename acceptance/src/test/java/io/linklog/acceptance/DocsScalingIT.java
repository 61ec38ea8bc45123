package io.linklog.acceptance;

import io.linklog.acceptance.system.DocsPages;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Isolated;

/** The commands of the pages in {@code docs/} that start instances or sidecars work. */
@WholeSystem
@Isolated
@Order(9)
@Tag("long")
final class DocsScalingIT {

    private final Linklog linklog;

    DocsScalingIT(Linklog linklog) {
        this.linklog = linklog;
    }

    @TestFactory
    Stream<DynamicTest> everyCommandOfThePagesWorks() throws Exception {
        return new DocsPages(linklog).tests(DocsPages.Page::startsInstances);
    }
}
