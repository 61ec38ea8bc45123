package io.linklog.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.acceptance.documents.Documents;
import io.linklog.acceptance.documents.Documents.Block;
import io.linklog.acceptance.documents.Paste;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The commands of the README work. The tour ends with {@code down}, when the services write their class archives. Later
 * tests start services and commands faster, so this test comes early.
 */
@WholeSystem
@Isolated
@Order(7)
final class ReadmeIT {

    private final Linklog linklog;

    ReadmeIT(Linklog linklog) {
        this.linklog = linklog;
    }

    @Test
    void everyCommandOfTheTourWorks(@TempDir Path folder) throws Exception {
        Path readme = linklog.root().resolve("README.md");
        List<Block> blocks = Documents.blocks(readme);
        assertThat(blocks).hasSizeGreaterThan(5);
        assertThat(blocks.get(0).commands()).startsWith("./linklog up");
        Paste paste = new Paste(linklog, folder);
        try {
            paste.works(readme);
            String tour = blocks.stream().map(Block::commands).collect(Collectors.joining());
            assertThat(tour).contains("./linklog import", "./linklog replay").endsWith("./linklog down\n");
            linklog.cli().run("status").is(1);
        } finally {
            linklog.up();
        }
        // the data survived
        assertThat(linklog.api().get("/kafka").is(302).header("Location"))
                .isEqualTo("https://kafka.apache.org/documentation/");
    }
}
