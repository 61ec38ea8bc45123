package io.linklog.schemas.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.schemas.VisitPurge;
import io.linklog.schemas.wire.UnreadableRecordException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisitPurgeRulesTest {

    private static final Instant UNTIL = Instant.parse("2026-11-30T11:00:00Z");

    private static VisitPurge purge(Instant from, Instant until, int generations) {
        return new VisitPurge("abc", null, from, until, generations, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.0/24", "10.0.0.0/8", "2001:db8::/32", "2001:db8:1::/48"})
    void aNetworkIsAsFineAsTheAddressesOfVisits(String network) {
        assertThat(VisitPurgeRules.isNetwork(network)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.1",
                "192.0.2.0/25",
                "0.0.0.0/0",
                "10.0.0.0/7",
                "2001:db8::/49",
                "::/0",
                "a/24",
                "192.0.2.0/ 24",
                "192.0.2.0/24,10.0.0.0/8",
                "none",
                "",
                "/24",
                "1.2.3/24",
                "192.0.2.0/-1"
            })
    void everyOtherTextIsRefused(String text) {
        assertThat(VisitPurgeRules.isNetwork(text)).isFalse();
    }

    @Test
    void aPurgeIsBounded() {
        VisitPurgeRules.require(purge(VisitPurgeRules.EARLIEST, UNTIL, 1));
        for (VisitPurge endless : new VisitPurge[] {
            purge(Instant.EPOCH, UNTIL, 1),
            purge(UNTIL.plusMillis(1), UNTIL, 1),
            purge(UNTIL, UNTIL, 0),
            purge(UNTIL, UNTIL, 1_001),
            purge(UNTIL, Instant.parse("2200-01-01T00:00:00Z"), 1)
        }) {
            assertThatThrownBy(() -> VisitPurgeRules.require(endless)).isInstanceOf(UnreadableRecordException.class);
        }
    }
}
