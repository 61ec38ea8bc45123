package io.linklog.query.lookup;

import io.linklog.schemas.names.SlugRules;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The spellings of a name that lead to a link: as it was sent, then in lower case. In this order, so that generated
 * codes and older slugs keep their case. The API asks for the name as it is stored. Immutable.
 *
 * @param ignoreCase whether there is a second spelling
 */
public record Spellings(boolean ignoreCase) {

    /**
     * Looks a name up, and its second spelling if the first finds nothing.
     *
     * @param lookUp completes with what a name leads to
     */
    public <T> CompletableFuture<Optional<T>> find(
            String name, Function<String, CompletableFuture<Optional<T>>> lookUp) {
        CompletableFuture<Optional<T>> asSent = lookUp.apply(name);
        String folded = ignoreCase ? SlugRules.fold(name) : name;
        return folded.equals(name)
                ? asSent
                : asSent.thenCompose(
                        found -> found.isPresent() ? CompletableFuture.completedFuture(found) : lookUp.apply(folded));
    }
}
