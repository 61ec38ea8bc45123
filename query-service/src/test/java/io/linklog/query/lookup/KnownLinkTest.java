package io.linklog.query.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.query.TestLinks;
import io.linklog.schemas.Link;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KnownLinkTest {

    @Test
    void theLinksOfATenantShareItsNameInMemory() {
        for (String tenant : new String[] {"default", "team"}) {
            assertThat(known(tenant).tenant())
                    .isEqualTo(tenant)
                    .isSameAs(known(tenant).tenant());
        }
    }

    private static KnownLink known(String tenant) {
        Link link = TestLinks.link("abc", "https://example.org/");
        // as a decoder makes it: another object each time
        link.setTenant(new String(tenant.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
        return new KnownLink(link);
    }
}
