package io.linklog.webhooks.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretTest {

    /** {@code printf '%s' MESSAGE | openssl dgst -sha256 -mac HMAC -macopt hexkey:… -binary | base64} */
    @Test
    void signsAsOpensslDoes() {
        Secret secret = new Secret("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
        assertThat(Secret.signature(List.of(secret), "test-1", 1_764_000_000, "{\"a\":1}".getBytes(UTF_8)))
                .isEqualTo("v1,sBedRseb1uedRWYLZS5habMhngtUqNx3Rf5k45I8POU=");
    }

    /** The example of the tests of the specification's own libraries. */
    @Test
    void signsTheExampleOfTheSpecification() {
        Secret secret = new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        assertThat(Secret.signature(
                        List.of(secret),
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1_614_265_330,
                        "{\"test\": 2432232314}".getBytes(UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void signsWithEachSecretDuringARotation() {
        Secret one = Secret.random(new SecureRandom());
        Secret other = Secret.random(new SecureRandom());
        byte[] body = {1};
        assertThat(Secret.signature(List.of(one, other), "id", 1, body))
                .isEqualTo(Secret.signature(List.of(one), "id", 1, body) + " "
                        + Secret.signature(List.of(other), "id", 1, body));
    }

    @Test
    void isHiddenInTextAndHasAMinimumLength() {
        Secret secret = Secret.random(new SecureRandom());
        assertThat(secret.toString()).doesNotContain(secret.text().substring("whsec_".length()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Secret("whsec_c2hvcnQ="));
        assertThatIllegalArgumentException().isThrownBy(() -> new Secret("secret"));
    }
}
