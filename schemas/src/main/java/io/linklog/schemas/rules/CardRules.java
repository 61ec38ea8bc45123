package io.linklog.schemas.rules;

import io.linklog.schemas.rules.LinkRules.Mistake;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rules for what a link says of itself in messages and posts, beside its title. */
final class CardRules {

    private static final int LONGEST_DESCRIPTION = 1_000;

    private CardRules() {}

    /** @param targetMistake of the picture, too: whoever shows the card fetches it */
    static void check(
            @Nullable String description,
            @Nullable String imageUrl,
            Function<String, Optional<String>> targetMistake,
            List<Mistake> mistakes) {
        PlainText.check("description", description, LONGEST_DESCRIPTION, mistakes);
        if (imageUrl != null) {
            targetMistake.apply(imageUrl).ifPresent(mistake -> mistakes.add(new Mistake("imageUrl", mistake)));
        }
    }
}
