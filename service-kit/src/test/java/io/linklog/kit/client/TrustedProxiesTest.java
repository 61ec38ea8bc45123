package io.linklog.kit.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {

    private final TrustedProxies proxies =
            new TrustedProxies(Networks.of(List.of("127.0.0.0/8", "::1", "10.1.0.0/16")));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    127.0.0.1 | 203.0.113.9                        | 203.0.113.9
                    127.0.0.1 | 198.51.100.1, 203.0.113.9          | 203.0.113.9
                    127.0.0.1 | 198.51.100.1, 203.0.113.9, 10.1.2.3| 203.0.113.9
                    127.0.0.1 | 198.51.100.1, 10.2.0.1             | 10.2.0.1
                    203.0.113.5 | 198.51.100.1                     | 203.0.113.5
                    127.0.0.1 |                                    | 127.0.0.1
                    127.0.0.1 | rubbish                            | 127.0.0.1
                    127.0.0.1 | 198.51.100.1, localhost            | 127.0.0.1
                    127.0.0.1 | 256.1.1.1                          | 127.0.0.1
                    127.0.0.1 | 1.2.3                              | 127.0.0.1
                    127.0.0.1 | 2001:db8::5                        | 2001:db8::5
                    ::1       | 2001:db8::5                        | 2001:db8::5
                    127.0.0.1 | 203.0.113.9:51234                  | 203.0.113.9
                    127.0.0.1 | [2001:db8::5]:443                  | 2001:db8::5
                    127.0.0.1 | [2001:db8::5]                      | 2001:db8::5
                    127.0.0.1 | ::ffff:203.0.113.9                 | 203.0.113.9
                    127.0.0.1 | 198.51.100.1, [2001:db8::5]:x      | 127.0.0.1
                    127.0.0.1 | 198.51.100.1, 203.0.113.9:         | 127.0.0.1
                    127.0.0.1 | 198.51.100.1, [203.0.113.9         | 127.0.0.1
                    127.0.0.1 | 198.51.100.1, unknown              | 127.0.0.1
                    127.0.0.1 | 198.51.100.1, ]:80                 | 127.0.0.1
                    127.0.0.1 | 203.0.113.9, 10.1.0.9, 10.1.0.8:80 | 203.0.113.9
                    127.0.0.1 | '198.51.100.1, '                   | 127.0.0.1
                    """)
    void theVisitorIsTheFirstAddressThatIsNotATrustedProxy(String peer, @Nullable String forwarded, String visitor)
            throws Exception {
        byte[] found = proxies.client(InetAddress.getByName(peer).getAddress(), forwarded);
        assertThat(InetAddress.getByAddress(found)).isEqualTo(InetAddress.getByName(visitor));
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org", "10.0.0.0/33", "10.0.0.0/x", "", "300.1.1.1"})
    void anInvalidNetworkIsRefused(String text) {
        assertThatThrownBy(() -> Networks.of(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10.0.0.0/8");
    }

    @Test
    void aLongListCostsNothingWhenThePeerIsNotTrusted() throws Exception {
        byte[] peer = InetAddress.getByName("203.0.113.5").getAddress();
        assertThat(proxies.client(peer, "1.1.1.1,".repeat(2_000))).isEqualTo(peer);
    }
}
