package io.linklog.bench.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LinksApiTest {

    @Test
    void expectsNonAsciiUrlsPercentEncodedInTheRedirect() {
        assertThat(LinksApi.onTheWire("https://example.org/a%20b?c=d#e")).isEqualTo("https://example.org/a%20b?c=d#e");
        assertThat(LinksApi.onTheWire("https://example.org/☕")).isEqualTo("https://example.org/%E2%98%95");
    }
}
