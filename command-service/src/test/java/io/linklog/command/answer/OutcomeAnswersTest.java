package io.linklog.command.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.kafka.LinkFacts;
import io.linklog.schemas.Accepted;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkOperation;
import io.linklog.schemas.LinkOutcome;
import java.net.URI;
import org.junit.jupiter.api.Test;

class OutcomeAnswersTest {

    private static final Link LINK =
            LinkFacts.of("abc", "https://example.org/secret").events().get(0).getLink();

    private static CommandAnswer answer(LinkOperation operation, String purged) {
        return new OutcomeAnswers(URI.create("http://sho.rt"), purged::equals)
                .of("id", new LinkOutcome("id", "default", new Accepted(operation, LINK)));
    }

    @Test
    void anOldOutcomeDoesNotShowALinkThatIsPurgedSince() {
        assertThat(answer(LinkOperation.CREATED, "other").status()).isEqualTo(201);
        CommandAnswer purged = answer(LinkOperation.CREATED, "abc");
        assertThat(purged.status()).isEqualTo(410);
        assertThat(purged.link()).isNull();
        assertThat(answer(LinkOperation.DELETED, "abc").status())
                .as("the purge itself")
                .isEqualTo(204);
    }
}
