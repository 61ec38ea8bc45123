package io.linklog.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.http.Problem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormBodyTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, 5, 415",
                "application/json, 5, 415",
                "application/x-www-form-urlencoded, 5, 0",
                "Application/X-WWW-Form-Urlencoded; charset=UTF-8, 5, 0",
                "'application/x-www-form-urlencoded;charset=\"utf-8\"', 5, 0",
                "application/x-www-form-urlencoded; charset=nope, 5, 415",
                "application/x-www-form-urlencoded; charset=iso-8859-1, 5, 415",
                "application/x-www-form-urlencoded; charset=, 5, 0",
                "application/x-www-form-urlencoded, 10, 0",
                "application/x-www-form-urlencoded, 11, 413",
                "application/x-www-form-urlencoded, -1, 413"
            })
    void aBodyIsJudgedByItsHeaderFields(String contentType, long length, int status) {
        assertThat(FormBody.refusal(contentType, length, 10)
                        .map(Problem::status)
                        .orElse(0))
                .isEqualTo(status);
    }
}
