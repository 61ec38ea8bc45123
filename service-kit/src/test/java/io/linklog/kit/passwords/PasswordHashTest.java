package io.linklog.kit.passwords;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {

    private static final byte[] SALT = "sixteen bytes  .".getBytes(StandardCharsets.US_ASCII);

    /** Made by the reference implementation: argon2 somesalt -id -t 5 -k 7168 -p 1 -l 32 -e, and with -t 2 -k 256. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$argon2id$v=19$m=7168,t=5,p=1$c29tZXNhbHQ$sAavOVT9lSsX4jeV2ZNRLaH3wKMRpC4uYGTwtpTA7JE",
                "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
            })
    void itAgreesWithTheReferenceImplementation(String phc) {
        assertThat(PasswordHash.matches("password", phc)).isTrue();
        assertThat(PasswordHash.matches("Password", phc)).isFalse();
    }

    @Test
    void aPasswordMatchesItsHashOnly() {
        String hash = PasswordHash.of("correct horse", SALT);
        assertThat(hash).startsWith("$argon2id$v=19$m=7168,t=5,p=1$").doesNotContain("correct", "=$");
        assertThat(PasswordHash.matches("correct horse", hash)).isTrue();
        assertThat(PasswordHash.matches("correct horse ", hash)).isFalse();
        assertThat(PasswordHash.matches("", hash)).isFalse();
    }

    @Test
    void oneSaltGivesOneHash() {
        assertThat(PasswordHash.of("a", SALT)).isEqualTo(PasswordHash.of("a", SALT));
        assertThat(PasswordHash.of("a", new byte[PasswordHash.SALT_BYTES])).isNotEqualTo(PasswordHash.of("a", SALT));
    }

    @Test
    void aLetterIsOneHoweverAKeyboardComposesIt() {
        assertThat(PasswordHash.matches(
                        "Ga\u0308nsefu\u0308\u00dfchen", PasswordHash.of("G\u00e4nsef\u00fc\u00dfchen", SALT)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "$argon2i$v=19$m=256,t=2,p=1$c29tc2FsdA$AAAA", "$2b$12$abc"})
    void whatIsNoHashIsAnError(String text) {
        assertThatThrownBy(() -> PasswordHash.matches("secret", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }
}
