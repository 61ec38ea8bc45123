package io.linklog.cli.blocked;

import static io.linklog.cli.blocked.SampleLinks.link;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.Link;
import io.linklog.schemas.LinkState;
import io.linklog.schemas.targets.HostPattern;
import io.linklog.schemas.targets.HostSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockedFindingTest {

    private static final HostSet BLOCKED =
            new HostSet(List.of(HostPattern.parse(".evil.example"), HostPattern.parse("192.0.2.1")));

    @Test
    void namesTheHostOfTheImageThatItsCardShows() {
        Link link = link("a", LinkState.ACTIVE, "https://example.org/");
        link.getAttributes().setImageUrl("https://img.evil.example/a.png");
        assertThat(BlockedFinding.of(link, BLOCKED)).contains("host img.evil.example is blocked");
    }

    @Test
    void namesTheHostsOfTheLinkAndOfItsRulesInOneSpellingAndOrder() {
        assertThat(BlockedFinding.of(link("a", LinkState.ACTIVE, "https://user@A.evil.example./x"), BLOCKED))
                .contains("host a.evil.example is blocked");
        assertThat(BlockedFinding.of(
                        link(
                                "a",
                                LinkState.ACTIVE,
                                "https://example.org/",
                                "https://b.evil.example/",
                                "https://example.org/",
                                "http://0xc0000201/",
                                "https://b.evil.example/again"),
                        BLOCKED))
                .contains("hosts 192.0.2.1, b.evil.example are blocked");
        assertThat(BlockedFinding.of(
                        link(
                                "a",
                                LinkState.ACTIVE,
                                "https://5.evil.example",
                                "https://4.evil.example",
                                "https://3.evil.example",
                                "https://2.evil.example",
                                "https://1.evil.example"),
                        BLOCKED))
                .contains("hosts 1.evil.example, 2.evil.example, 3.evil.example and 2 more are blocked");
    }

    @Test
    void aLinkElsewhereAndOneThatIsDeletedOrTakenDownIsNone() {
        assertThat(BlockedFinding.of(link("a", LinkState.ACTIVE, "https://notevil.example/"), BLOCKED))
                .isEmpty();
        assertThat(BlockedFinding.of(link("a", LinkState.DELETED, "https://evil.example/"), BLOCKED))
                .isEmpty();
    }
}
