package io.linklog.topology.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.LinkChanges;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.Rejected;
import io.linklog.schemas.RejectionReason;
import io.linklog.schemas.RememberedCommand;
import io.linklog.schemas.StoredLink;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.rules.LongUrls;
import io.linklog.topology.codes.CountedCodes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommandDeciderTest {

    private static final String OLD = "https://example.org/which-is-too-long-today";

    private final Map<String, StoredLink> links = new HashMap<>();
    private final PartitionState state = new PartitionState() {
        @Override
        public @Nullable StoredLink link(String name) {
            return links.get(name);
        }

        @Override
        public @Nullable RememberedCommand find(String scope, long time) {
            return null;
        }

        @Override
        public void candidates(String urlKey, Predicate<UrlEntry> taken) {}
    };

    private Effects decide(LinkRules rules, LinkCommand command) {
        Effects effects =
                new CommandDecider(new Ownership(0, 1), new CountedCodes(), rules, state).decide(command, 1_000);
        Effects.Change change = effects.change();
        if (change != null) {
            links.put(LinkName.text(change.link().getLink()), change.link());
        }
        return effects;
    }

    private Effects edit(String tenant, LinkChanges.Builder set) {
        LinkRules today = new LinkRules(new LongUrls(30, host -> Optional.empty()));
        return decide(today, Commands.on(tenant, null, Commands.of(Commands.edit("abc", set))));
    }

    private static Object reason(Effects effects) {
        return ((Rejected) effects.outcome().getResult()).getReason();
    }

    /** A client may send every field again. */
    @Test
    void anEditMayRepeatATargetThatBecameTooLongAndNoOtherOne() {
        decide(LinkRules.withoutHosts(), Commands.of(Commands.create(OLD, "abc", false)));

        Effects repeated =
                edit("default", LinkChanges.newBuilder().setLongUrl(OLD).setTitle("new"));
        assertThat(repeated.change().link().getLink().getAttributes().getTitle())
                .isEqualTo("new");
        assertThat(repeated.change().link().getLink().getAttributes().getLongUrl())
                .isEqualTo(OLD);

        assertThat(reason(edit("default", LinkChanges.newBuilder().setLongUrl(OLD + "er"))))
                .isEqualTo(RejectionReason.INVALID);
        assertThat(reason(edit("other", LinkChanges.newBuilder().setLongUrl(OLD))))
                .as("another tenant must not learn that the link has this target")
                .isEqualTo(RejectionReason.INVALID);
    }
}
