package io.linklog.schemas.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PathSegmentTest {

    @Test
    void whatASegmentMayContainStaysAndTheRestIsUtf8() {
        assertThat(PathSegment.encode("a.b+c&d~e_f-G9")).isEqualTo("a.b+c&d~e_f-G9");
        assertThat(PathSegment.encode("gr\u00f6\u00dfe")).isEqualTo("gr%C3%B6%C3%9Fe");
        assertThat(PathSegment.encode("a/b?c#d%e f\"\\")).isEqualTo("a%2Fb%3Fc%23d%25e%20f%22%5C");
    }

    @Property
    void aUriReadsTheSameText(@ForAll String text) {
        String valid = new String(
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(URI.create("http://a/" + PathSegment.encode(valid)).getPath())
                .isEqualTo("/" + valid);
    }
}
