package io.linklog.topology.codes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.bouncycastle.crypto.fpe.FPEFF1Engine;
import org.bouncycastle.crypto.params.FPEParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;

class CodePermutationTest {

    private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final String AES_256_KEY = "2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F7F036D6F04FC6A94";
    private static final byte[] KEY = HexFormat.of().parseHex(AES_256_KEY);

    private final CodePermutation permutation = new CodePermutation(KEY);

    /** Samples 7 to 9 of NIST's "FF1samples.pdf" for SP 800-38G: the engine with AES-256, as it is used here. */
    @Test
    void engineGivesTheAnswersThatNistPublished() {
        assertThat(ff1(10, "", "0123456789")).isEqualTo("6657667009");
        assertThat(ff1(10, "39383736353433323130", "0123456789")).isEqualTo("1001623463");
        assertThat(ff1(36, "3737373770717273373737", "0123456789abcdefghi")).isEqualTo("xs8a0azh2avyalyzuwd");
    }

    private static String ff1(int radix, String tweak, String plain) {
        FPEFF1Engine engine = new FPEFF1Engine();
        engine.init(
                true,
                new FPEParameters(new KeyParameter(KEY), radix, HexFormat.of().parseHex(tweak)));
        byte[] in = new byte[plain.length()];
        for (int i = 0; i < in.length; i++) {
            in[i] = (byte) DIGITS.indexOf(plain.charAt(i));
        }
        byte[] out = new byte[in.length];
        engine.processBlock(in, 0, in.length, out, 0);
        StringBuilder text = new StringBuilder();
        for (byte digit : out) {
            text.append(DIGITS.charAt(digit));
        }
        return text.toString();
    }

    /** If this fails, codes from before and after the change can collide. */
    @Test
    void codesOfAKeyNeverChange() {
        assertThat(new String[] {
                    permutation.code(0),
                    permutation.code(1),
                    permutation.code(2),
                    permutation.code(CodePermutation.SIZE - 1)
                })
                .containsExactly("RxrKj5w", "X1YGHm2", "zx1U6WW", "kfNxkwo");
    }

    @Property
    void codeLeadsBackToItsId(@ForAll @LongRange(min = 0, max = 3_521_614_606_207L) long id) {
        String code = permutation.code(id);
        assertThat(code).matches("[0-9A-Za-z]{7}");
        assertThat(permutation.id(code)).isEqualTo(id);
    }

    @Property
    void everyCodeIsThatOfAnId(@ForAll @LongRange(min = 0, max = 3_521_614_606_207L) long number) {
        byte[] digits = new byte[CodePermutation.LENGTH];
        long rest = number;
        for (int i = 0; i < digits.length; i++) {
            digits[i] =
                    (byte) "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".charAt((int) (rest % 62));
            rest /= 62;
        }
        String code = new String(digits, StandardCharsets.US_ASCII);
        long id = permutation.id(code);
        assertThat(id).isBetween(0L, CodePermutation.SIZE - 1);
        assertThat(permutation.code(id)).isEqualTo(code);
    }

    @Test
    void nothingOutsideOfTheDomainIsPermuted() {
        assertThat(CodePermutation.SIZE).isEqualTo(3_521_614_606_208L);
        assertThatThrownBy(() -> permutation.code(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> permutation.code(CodePermutation.SIZE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> permutation.id("abc")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> permutation.id("abc-def")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CodePermutation(new byte[16])).isInstanceOf(IllegalArgumentException.class);
    }
}
