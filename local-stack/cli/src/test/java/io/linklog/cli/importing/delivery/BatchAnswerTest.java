package io.linklog.cli.importing.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.cli.importing.report.LineResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchAnswerTest {

    @Test
    void anAnswerWithALinkIsCreatedOrFound() {
        BatchAnswer answer = BatchAnswer.parse(
                        "{\"line\":3,\"status\":201,\"link\":{\"shortCode\":\"abc\",\"shortUrl\":\"http://x/abc\"}}")
                .orElseThrow();
        assertThat(answer.line()).isEqualTo(3);
        assertThat(answer.result()).isEqualTo(new LineResult(LineResult.Kind.created, "abc", "http://x/abc", null));
        assertThat(BatchAnswer.parse("{\"line\":3,\"status\":200,\"link\":{\"shortCode\":\"abc\"}}")
                        .orElseThrow()
                        .result()
                        .kind())
                .isEqualTo(LineResult.Kind.found);
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 408, 429, 500, 503})
    void aPendingOrTemporaryAnswerHasNoResult(int status) {
        assertThat(BatchAnswer.parse("{\"line\":1,\"status\":" + status + ",\"problem\":{\"detail\":\"later\"}}")
                        .orElseThrow()
                        .result())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 409, 422})
    void aProblemIsARefusalWithTheReason(int status) {
        assertThat(BatchAnswer.parse("{\"line\":1,\"status\":" + status + ",\"problem\":{\"detail\":\"bad\"}}")
                        .orElseThrow()
                        .result())
                .isEqualTo(LineResult.refused("bad"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"line\":1,\"sta", "{}", "[]", "{\"line\":0,\"status\":201}", "null"})
    void otherTextIsNoAnswer(String text) {
        assertThat(BatchAnswer.parse(text)).isEmpty();
    }
}
