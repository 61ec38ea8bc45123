package io.linklog.query.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingsTest {

    private static final Set<String> NAMES = Set.of("abc", "ABC", "sale", "go.example.org/sale");

    @ParameterizedTest
    @CsvSource({
        "true, abc, abc, abc",
        "true, ABC, ABC, ABC",
        "true, Abc, Abc abc, abc",
        "true, go.example.org/SALE, go.example.org/SALE go.example.org/sale, go.example.org/sale",
        "true, None, None none, ''",
        "true, none, none, ''",
        "false, SALE, SALE, ''"
    })
    void theNameAsSentComesFirstAndTheLowerCaseOneOnlyIfItFindsNothing(
            boolean ignoreCase, String name, String asked, String found) {
        List<String> names = new ArrayList<>();
        Optional<String> result = new Spellings(ignoreCase)
                .find(name, it -> {
                    names.add(it);
                    return CompletableFuture.completedFuture(Optional.of(it).filter(NAMES::contains));
                })
                .join();
        assertThat(names).containsExactly(asked.split(" "));
        assertThat(result.orElse("")).isEqualTo(found);
    }
}
