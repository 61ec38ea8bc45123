package io.linklog.acceptance;

import io.linklog.acceptance.system.DocsPages;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The commands of the pages in {@code docs/} that replay, count again or back up work. */
@WholeSystem
@Order(1)
@Tag("long")
final class DocsReplayIT {

    private final Linklog linklog;

    DocsReplayIT(Linklog linklog) {
        this.linklog = linklog;
    }

    @TestFactory
    Stream<DynamicTest> everyCommandOfThePagesWorks() throws Exception {
        return new DocsPages(linklog).tests(page -> page.readsTheLogAgain() && !page.startsInstances());
    }
}
