package io.linklog.query.visitlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class AddressPolicyTest {

    @Test
    void anAnonymousAddressIsANetwork() throws Exception {
        assertThat(keep(AddressPolicy.ANONYMOUS, "203.0.113.77")).isEqualTo("203.0.113.0");
        assertThat(keep(AddressPolicy.ANONYMOUS, "2001:db8:1:2:3:4:5:6")).isEqualTo("2001:db8:1:0:0:0:0:0");
        assertThat(keep(AddressPolicy.FULL, "203.0.113.77")).isEqualTo("203.0.113.77");
        assertThat(AddressPolicy.NONE.keep(new byte[4])).isEmpty();
    }

    @Test
    void anEmptyAddressStaysEmpty() {
        for (AddressPolicy policy : AddressPolicy.values()) {
            assertThat(policy.keep(new byte[0])).isEmpty();
        }
    }

    private static String keep(AddressPolicy policy, String address) throws Exception {
        return InetAddress.getByAddress(
                        policy.keep(InetAddress.getByName(address).getAddress()))
                .getHostAddress();
    }
}
