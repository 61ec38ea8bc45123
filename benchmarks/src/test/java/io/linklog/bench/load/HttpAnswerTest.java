package io.linklog.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HttpAnswerTest {

    private static final String REDIRECT =
            "HTTP/1.1 302 Found\r\nLocation: https://example.org/\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void answerIsCompleteOnlyWithItsLastByte() {
        for (int length = 0; length < REDIRECT.length(); length++) {
            assertThat(parse(REDIRECT.substring(0, length))).isNull();
        }
        HttpAnswer answer = parse(REDIRECT);
        assertThat(answer).isNotNull();
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("location")).isEqualTo("https://example.org/");
        assertThat(answer.header("locatio")).isNull();
        assertThat(answer.body()).isEqualTo("ok");
    }

    @Test
    void chunkedAnswerEndsWithTheLastChunk() {
        String head = "HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n";
        assertThat(parse(head + "2\r\nok\r\n")).isNull();
        assertThat(parse(head + "2\r\nok\r\n0\r\n\r\n")).isNotNull();
    }

    @Test
    void answerWithoutABodyNeedsNoLength() {
        assertThat(parse("HTTP/1.1 204 No Content\r\n\r\n")).isNotNull();
    }

    private static @Nullable HttpAnswer parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return HttpAnswer.parse(bytes, bytes.length);
    }
}
