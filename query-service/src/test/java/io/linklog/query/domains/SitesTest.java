package io.linklog.query.domains;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.domains.Domain;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SitesTest {

    private static final Domain RED =
            new Domain("red.example", "red", Domain.Targets.NONE, Instant.EPOCH, Optional.empty());

    private static Sites sites(boolean others) {
        return new Sites(Set.of("sho.rt"), "127.0.0.1"::equals, others, Map.of("red.example", RED)::get);
    }

    @ParameterizedTest
    @ValueSource(strings = {"other.example", "xred.example", "a.red.example", "red.example..", ""})
    void anUnknownHostIsTheDefaultDomainOnlyWhereTheSettingSaysSo(String host) {
        assertThat(sites(false).find(host)).isNull();
        assertThat(sites(true).find(host)).isEqualTo(Site.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"red.example", "RED.Example", "red.example."})
    void aDomainIsFoundAlsoWhereUnknownHostsAreTheDefaultDomain(String host) {
        for (boolean others : new boolean[] {true, false}) {
            Site site = sites(others).find(host);
            assertThat(site).isEqualTo(Site.of(RED));
            assertThat(site.nameOf("code")).isEqualTo("red.example/code");
            assertThat(site.tenant()).isEqualTo("red");
        }
    }

    @Test
    void theDefaultDomainHasItsHostsAndRequestsWithoutOne() {
        for (String host : new String[] {"sho.rt", "127.0.0.1", null}) {
            assertThat(sites(false).find(host)).isEqualTo(Site.DEFAULT);
        }
        assertThat(Site.DEFAULT.nameOf("code")).isEqualTo("code");
    }

    @Test
    void theTargetsOfADomainAreReadOnceForEachStateOfIt() {
        Map<String, Domain> domains = new HashMap<>();
        Sites sites = new Sites(Set.of(), host -> false, false, domains::get);
        domains.put("red.example", red("http://b\u00fccher.example/\u00e9"));
        Site first = sites.find("red.example");
        assertThat(first.unknownLocation()).isEqualTo("http://xn--bcher-kva.example/%C3%A9");
        assertThat(first.baseLocation()).isNull();
        assertThat(sites.find("RED.example.")).isSameAs(first);

        domains.put("red.example", red("https://other.example/"));
        assertThat(sites.find("red.example").unknownLocation()).isEqualTo("https://other.example/");
        domains.remove("red.example");
        assertThat(sites.find("red.example")).isNull();
    }

    /** It is older than the limit of targets. */
    @Test
    void aTargetThatIsTooLongToSendIsNone() {
        assertThat(Site.of(red("http://a.bc/" + "\u6f22".repeat(2_036))).unknownLocation())
                .isNull();
    }

    private static Domain red(String unknown) {
        Domain.Targets targets = new Domain.Targets(Optional.empty(), Optional.of(unknown), Optional.empty());
        return new Domain("red.example", "red", targets, Instant.EPOCH, Optional.empty());
    }
}
