package io.linklog.schemas.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.targets.OwnHosts;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainRulesTest {

    private final DomainRules rules = new DomainRules(
            List.of("Sho.rt", "b\u00fccher.example"),
            LongUrls.where(OwnHosts.with(URI.create("https://sho.rt"), List.of(), Set.of(8080), host -> false)));

    private Optional<String> mistake(String name, String target) {
        return rules.mistake(name, Map.of("base target", target), "red.example"::equals);
    }

    @ParameterizedTest
    @CsvSource({
        "GO.example.org,      its name must be a name like",
        "go.example.org:8080, its name must be a name like",
        "127.0.0.1,           its name must be a name like",
        "[::1],               its name must be a name like",
        "2130706433,          its name must be a name like",
        "g\u043e.example.org, Write xn--g-1tb.example.org",
        "localhost,           its name must not be localhost",
        "a.localhost,         its name must not be localhost",
        "sho.rt,              its name must not be a host of the default domain",
        "xn--bcher-kva.example, its name must not be a host of the default domain",
        "query-service,       its name must not be a host of the default domain"
    })
    void aNameThatNoDomainMayHaveIsRefused(String name, String why) {
        assertThat(rules.mistake(name, Map.of(), host -> false))
                .hasValueSatisfying(mistake -> assertThat(mistake).contains(why));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://sho.rt/x",
                "http://GO.example.org.:81/lost",
                "https://red.example",
                "http://localhost:8080/",
                "http://2130706433:8080/"
            })
    void aTargetThatLeadsBackIsALoop(String target) {
        assertThat(mistake("go.example.org", target))
                .hasValueSatisfying(mistake ->
                        assertThat(mistake).startsWith("its base target must not point to this service itself"));
    }

    @Test
    void aTargetHasTheFormOfALinksTarget() {
        assertThat(mistake("go.example.org", "ftp://example.org/"))
                .contains("its base target must begin with http:// or https://, and a host behind it");
        assertThat(mistake("go.example.org", "")).contains("its base target must not be empty");
        assertThat(mistake("go.example.org", "https://example.org/")).isEmpty();
        assertThat(mistake("go", "http://localhost:3000/")).isEmpty();
    }
}
