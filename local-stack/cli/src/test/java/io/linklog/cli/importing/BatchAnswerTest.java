package io.linklog.cli.importing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchAnswerTest {

    @Test
    void a_link_is_created_or_found() {
        BatchAnswer answer = BatchAnswer.parse(
                        "{\"line\":3,\"status\":201,\"link\":{\"shortCode\":\"abc\",\"shortUrl\":\"http://x/abc\"}}")
                .orElseThrow();
        assertThat(answer.line()).isEqualTo(3);
        assertThat(answer.result()).isEqualTo(new Result(Result.Kind.created, "abc", "http://x/abc", null));
        assertThat(BatchAnswer.parse("{\"line\":3,\"status\":200,\"link\":{\"shortCode\":\"abc\"}}")
                        .orElseThrow()
                        .result()
                        .kind())
                .isEqualTo(Result.Kind.found);
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 408, 429, 500, 503})
    void what_is_pending_or_away_is_asked_again(int status) {
        assertThat(BatchAnswer.parse("{\"line\":1,\"status\":" + status + ",\"problem\":{\"detail\":\"later\"}}")
                        .orElseThrow()
                        .result())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 409, 422})
    void what_is_wrong_is_refused_with_the_reason(int status) {
        assertThat(BatchAnswer.parse("{\"line\":1,\"status\":" + status + ",\"problem\":{\"detail\":\"bad\"}}")
                        .orElseThrow()
                        .result())
                .isEqualTo(Result.refused("bad"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"line\":1,\"sta", "{}", "[]", "{\"line\":0,\"status\":201}", "null"})
    void what_is_no_answer_is_none(String text) {
        assertThat(BatchAnswer.parse(text)).isEmpty();
    }
}
