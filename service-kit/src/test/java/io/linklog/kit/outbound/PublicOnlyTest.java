package io.linklog.kit.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicOnlyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.org",
                "http://example.org/hook?a=b",
                "https://example.org:443/",
                "http://example.org:80/",
                "https://8.8.8.8/",
                "https://[2606:4700::1111]/",
                "https://127.0.0.1.example.org/",
                "https://inside.example.org/"
            })
    void aPublicUrlIsAllowed(String url) {
        assertThat(OutboundRule.PUBLIC.refusal(URI.create(url))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ftp://example.org/        | must begin with https:// or http://",
                "file:///etc/passwd        | must begin with https:// or http://",
                "mailto:a@example.org      | must begin with https:// or http://",
                "HTTPS://example.org/      | must begin with https:// or http://",
                "https://a:b@example.org/  | no user and no password",
                "https://a@example.org/    | no user and no password",
                "https:///hook             | must have a host",
                "https://exa_mple.org/     | must have a host",
                "https://example.org:8443/ | port 80 or 443",
                "https://example.org:22/   | port 80 or 443",
                "https://example.org:0/    | port 80 or 443",
                "http://127.0.0.1/         | (loopback)",
                "http://10.1.2.3/          | (private)",
                "http://169.254.169.254/   | (link-local)",
                "http://[::1]/             | (not public)",
                "http://[::ffff:10.0.0.1]/ | (private)",
                "http://[fe80::1%25eth0]/  | zone",
                "http://2130706433/        | reads like a number",
                "http://0x7f000001/        | reads like a number",
                "http://0x7f.1/            | must have a host",
                "http://0177.0.0.1/        | reads like a number",
                "http://127.1/             | must have a host",
                "http://127.0.1/           | must have a host",
                "http://127.0.0.1./        | must have a host",
                "http://0/                 | reads like a number"
            })
    void anotherUrlIsRefusedAndTheAnswerSaysWhatToDo(String url, String why) {
        assertThat(OutboundRule.PUBLIC.refusal(URI.create(url)))
                .hasValueSatisfying(sentence -> assertThat(sentence).contains(why));
    }
}
