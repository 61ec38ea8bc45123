package io.linklog.mesh.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTextTest {

    private static final String SECRET = "0123456789abcdefghijABCDEFGHIJ01";

    @Property(tries = 500)
    void everyGeneratedKeyIsReadBackWithTheSameIdAndHash(@ForAll long seed) {
        KeyText made = KeyText.generate(new Random(seed));
        KeyText read = KeyText.parse(made.reveal()).orElseThrow();
        assertThat(read.id()).isEqualTo(made.id());
        assertThat(read.hash()).isEqualTo(made.hash()).hasSize(32);
        assertThat(KeyText.isIn("a=b&q=" + made.reveal() + "&c")).isTrue();
    }

    @Property(tries = 1_000)
    void noTextThatDiffersInOneCharacterHasTheSameHash(
            @ForAll long seed, @ForAll @IntRange(min = 17, max = 48) int at, @ForAll char other) {
        KeyText made = KeyText.generate(new Random(seed));
        StringBuilder text = new StringBuilder(made.reveal());
        boolean same = text.charAt(at) == other;
        text.setCharAt(at, other);
        KeyText.parse(text.toString())
                .ifPresent(read -> assertThat(java.util.Arrays.equals(read.hash(), made.hash()))
                        .isEqualTo(same));
    }

    @Property(tries = 1_000)
    void anyTextIsReadOrRefusedWithoutAnError(@ForAll String text) {
        assertThat(KeyText.parse(text)).isEmpty();
        KeyText.parse("llk_a_" + text).ifPresent(key -> assertThat(key.reveal()).isEqualTo("llk_a_" + text));
        KeyText.isIn(text);
    }

    @Test
    void aSecretHasAtLeast160RandomBits() {
        String secret = KeyText.generate(new SecureRandom()).reveal().replaceAll("llk_[a-z0-9]+_", "");
        assertThat(secret).matches("[A-Za-z0-9]+");
        assertThat(secret.length() * Math.log(62) / Math.log(2)).isGreaterThan(160);
    }

    @Test
    void aLaterVersionMayMakeLongerIdsAndSecrets() {
        assertThat(KeyText.parse("llk_" + "a".repeat(32) + "_" + "B".repeat(163)))
                .isPresent();
        assertThat(KeyText.parse("llk_a_" + SECRET)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "llk",
                "llk_",
                "llk__" + SECRET,
                "llk_a",
                "llk_a_",
                "llk_a_short",
                "llk_A_" + SECRET,
                "llk_a/b_" + SECRET,
                "llk_a_" + SECRET + "_",
                "llk_a_" + SECRET + " ",
                " llk_a_" + SECRET,
                "LLK_a_" + SECRET,
                "shl_a_" + SECRET,
                "llk_a_" + SECRET + "é"
            })
    void refusesWhatHasNotTheFormOfAKey(String text) {
        assertThat(KeyText.parse(text)).isEmpty();
    }

    @Test
    void refusesMoreThan200CharactersAndTooLongIds() {
        String longest = "llk_a_" + "B".repeat(194);
        assertThat(longest).hasSize(KeyText.MOST_CHARACTERS);
        assertThat(KeyText.parse(longest)).isPresent();
        assertThat(KeyText.parse(longest + "B")).isEmpty();
        assertThat(KeyText.parse("llk_" + "a".repeat(33) + "_" + SECRET)).isEmpty();
    }

    @Test
    void isPrintedWithoutItsSecret() {
        KeyText key = KeyText.parse("llk_ci1_" + SECRET).orElseThrow();
        assertThat(key).hasToString("llk_ci1_…");
        assertThat(SecretHash.of(key).toString())
                .doesNotContain(SecretHash.of(key).hex());
    }

    @Test
    void aNewSecretKeepsTheId() {
        KeyText key = KeyText.generate(new Random(1));
        KeyText next = KeyText.ofId(key.id(), new Random(2));
        assertThat(next.id()).isEqualTo(key.id());
        assertThat(next.hash()).isNotEqualTo(key.hash());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "llk_", "llk_a_b", "q=llk_the_end", "code=llk_abc", "llk_llk_a_BBBBBBBBBBBBBBBBBBBBBBBBBB"})
    void aTextThatOnlyBeginsLikeAKeyHoldsNone(String text) {
        assertThat(KeyText.isIn(text)).isFalse();
    }
}
