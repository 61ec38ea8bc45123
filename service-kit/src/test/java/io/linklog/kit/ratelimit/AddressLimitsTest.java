package io.linklog.kit.ratelimit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.client.Networks;
import io.linklog.kit.ratelimit.AddressLimits.Failure;
import io.linklog.mesh.keys.RateLimit;
import io.linklog.schemas.encoding.AddressText;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressLimitsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AddressLimits limits = new AddressLimits(
            new LimitSettings(
                    Networks.parse("10.0.0.0/8"),
                    Map.of(
                            Failure.UNKNOWN_CODE, RateLimit.parse("3/m"),
                            Failure.UNAUTHORIZED, RateLimit.parse("1/m"),
                            Failure.REPORT, RateLimit.parse("2/m"),
                            Failure.PASSWORD, RateLimit.parse("1/m")),
                    50),
            () -> 1,
            meters,
            () -> 0);

    private static byte[] bytes(String address) {
        return requireNonNull(AddressText.parse(address));
    }

    private boolean fails(String address) {
        boolean mayTry = limits.refusal(Failure.UNKNOWN_CODE, bytes(address)).isEmpty();
        boolean counted = limits.count(Failure.UNKNOWN_CODE, bytes(address)).isEmpty();
        assertThat(counted).isEqualTo(mayTry);
        return counted;
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7, true",
        "203.0.113.7, 203.0.113.8, false",
        "2001:db8::1, 2001:db8::ffff:1, true",
        "2001:db8::1, 2001:db8:0:1::1, false",
        "2001:db8:0:7:1:2:3:4, 2001:db8:0:7:9:9:9:9, true",
        "::cb00:7107, 203.0.113.7, false"
    })
    void aClientIsAnIpv4AddressOrAnIpv6Network(String one, String other, boolean same) {
        for (int i = 0; i < 3; i++) {
            assertThat(fails(one)).isTrue();
        }
        assertThat(fails(one)).isFalse();
        assertThat(fails(other)).isEqualTo(!same);
    }

    @Test
    void anIpv4AddressInTheFormOfIpv6IsTheIpv4Address() {
        byte[] mapped = ByteBuffer.allocate(16)
                .putLong(0)
                .putInt(0xffff)
                .put(bytes("203.0.113.7"))
                .array();
        assertThat(ClientNetwork.of(mapped)).isEqualTo(ClientNetwork.of(bytes("203.0.113.7")));
    }

    @Test
    void failuresAboutOneSubjectSayNothingOfAnother() {
        byte[] address = bytes("203.0.113.7");
        assertThat(limits.count(Failure.PASSWORD, address, "one")).isEmpty();
        assertThat(limits.refusal(Failure.PASSWORD, address, "one")).isPresent();
        assertThat(limits.refusal(Failure.PASSWORD, address, "other")).isEmpty();
        assertThat(limits.refusal(Failure.PASSWORD, bytes("203.0.113.8"), "one"))
                .isEmpty();
    }

    @Test
    void failuresAreCountedApartAndALookCountsNothing() {
        byte[] address = bytes("203.0.113.7");
        for (int i = 0; i < 9; i++) {
            assertThat(limits.refusal(Failure.UNAUTHORIZED, address)).isEmpty();
        }
        assertThat(limits.count(Failure.UNAUTHORIZED, address)).isEmpty();
        assertThat(limits.refusal(Failure.UNAUTHORIZED, address)).get().satisfies(refusal -> {
            assertThat(refusal.retryAfter()).isEqualTo(60);
            assertThat(refusal.policyField()).isEqualTo("\"unauthorized\";q=1;w=60");
        });
        assertThat(limits.refusal(Failure.UNKNOWN_CODE, address)).isEmpty();
        assertThat(meters.get("linklog.limits.refused")
                        .tag("limit", "unauthorized")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void someAddressesAndAnUnknownOneAreNeverLimited() {
        for (int i = 0; i < 100; i++) {
            assertThat(fails("10.1.2.3")).isTrue();
            assertThat(limits.count(Failure.UNKNOWN_CODE, new byte[0])).isEmpty();
        }
    }

    @Test
    void manyAddressesTakeBoundedMemoryAndDoNotForgiveOneThatGoesOn() {
        for (int i = 0; i < 4; i++) {
            fails("203.0.113.7");
        }
        int forgiven = 0;
        for (int i = 0; i < 600_000; i++) {
            limits.count(
                    Failure.UNKNOWN_CODE,
                    ByteBuffer.allocate(4).putInt(0x20000000 + i).array());
            if (i % 500 == 0 && fails("203.0.113.7")) {
                forgiven++;
            }
        }
        assertThat(limits.countBuckets()).isLessThanOrEqualTo(AddressLimits.MOST_BUCKETS);
        assertThat(forgiven).isLessThanOrEqualTo(3);
    }
}
