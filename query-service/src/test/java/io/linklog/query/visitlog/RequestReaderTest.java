package io.linklog.query.visitlog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestReaderTest {

    @ParameterizedTest
    @CsvSource(delimiter = '!', emptyValue = "", nullValues = "-", textBlock = """
                    https://News.Example.org/a?b=c:d     ! news.example.org
                    https://user:secret@example.org:8443 ! example.org
                    http://192.0.2.7:8080/               ! 192.0.2.7
                    https://[2001:DB8::1]:8080/          ! [2001:db8::1]
                    https://[2001:db8::1]/               ! [2001:db8::1]
                    https://u:p@[::1]:80?a=[b]:c         ! [::1]
                    https://[2001:db8::1                 ! ''
                    https://[2001:db8::1/]:              ! ''
                    android-app://com.google.android.gm/ ! com.google.android.gm
                    https://example.org\\@evil.example/  ! example.org
                    https://example.org?a@b:1            ! example.org
                    about:blank                          ! ''
                    """)
    void theHostOfAReferrerIsReadWithoutUserAndPort(String referrer, String host) {
        assertThat(RequestReader.host(referrer)).isEqualTo(host);
    }
}
