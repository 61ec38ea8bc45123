package io.linklog.query.visitlog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.VisitKind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisitRecordTest {

    /** A visit of abc as the version before tenants wrote it. */
    private static final String BEFORE_TENANTS = "00000000000003e8" // time
            + "00" // kind
            + "06" // flags
            + "0001" // partition
            + "0000000000000003" // sequence
            + "fffffffffffffffb" // visitor
            + "04" + "0a000007" // address
            + "0005" + "6167656e74" // agent
            + "03" + "616263" // code
            + "04" + "612e6578" // referrer
            + "00"; // trace

    @Test
    void aRecordFromBeforeTenantsBelongsToTheDefaultTenant() {
        byte[] bytes = HexFormat.of().parseHex(BEFORE_TENANTS);
        assertThat(VisitRecord.read(ByteBuffer.wrap(bytes), 7).facts())
                .usingRecursiveComparison()
                .isEqualTo(facts("abc", "default"));
    }

    /** So an instance of that version reads it, too. */
    @Test
    void aRecordOfTheDefaultTenantIsAsItWasBefore() {
        assertThat(HexFormat.of().formatHex(write(facts("abc", "default")))).isEqualTo(BEFORE_TENANTS);
    }

    @Test
    void aRecordKeepsItsTenant() {
        byte[] bytes = write(facts("abc", "team-1"));
        assertThat(HexFormat.of().formatHex(bytes)).startsWith(BEFORE_TENANTS.substring(0, 18));
        assertThat(VisitRecord.read(ByteBuffer.wrap(bytes), 7).facts())
                .usingRecursiveComparison()
                .isEqualTo(facts("abc", "team-1"));
    }

    @Test
    void aVisitOnAnotherDomainKeepsTheNameOfItsLink() {
        RequestFacts facts = facts("go.example.org/abc", "team-1");
        assertThat(VisitRecord.read(ByteBuffer.wrap(write(facts)), 7).facts())
                .usingRecursiveComparison()
                .isEqualTo(facts);
    }

    @Test
    void aVisitThatARuleTookKeepsItsNumber() {
        for (int rule : new int[] {1, 50, 255}) {
            RequestFacts facts = facts("go.example.org/abc", "team-1", rule);
            assertThat(VisitRecord.read(ByteBuffer.wrap(write(facts)), 7).facts())
                    .usingRecursiveComparison()
                    .isEqualTo(facts);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"größe", "go.example.org/%", "\u0e01\u0e34", "a.b+c&d~e_", "-"})
    void aVisitKeepsAPathOfAnyScript(String code) {
        for (String path : List.of(code, code.repeat(20))) {
            RequestFacts facts = facts(path, "team-1", 50);
            assertThat(VisitRecord.read(ByteBuffer.wrap(write(facts)), 7).facts())
                    .usingRecursiveComparison()
                    .isEqualTo(facts);
        }
    }

    @Test
    void aPathThatIsTooLongEndsWithAWholeCharacter() {
        RequestFacts long4 = facts("a" + "\ud83d\ude00".repeat(200), "default");
        assertThat(VisitRecord.read(ByteBuffer.wrap(write(long4)), 7).facts().code())
                .isEqualTo("a" + "\ud83d\ude00".repeat(127));
    }

    @Test
    void theLongestRecordHasTheLengthThatSegmentsExpect() {
        RequestFacts longest = new RequestFacts(
                1_000,
                VisitKind.REDIRECT,
                50,
                true,
                true,
                true,
                "d".repeat(300) + "/" + "c".repeat(600),
                "t".repeat(100),
                new byte[16],
                5L,
                "a".repeat(1_000),
                "r".repeat(300),
                "0".repeat(100));
        assertThat(write(longest)).hasSize(VisitRecord.LONGEST);
    }

    /** Jetty makes a character of each byte. */
    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
                    B\u00c3\u00bccher/1 ! B\u00fccher/1
                    B\u00fccher/1      ! B\u00fccher/1
                    \u00f0\u009f\u0094\u0097 ! \ud83d\udd17
                    Plain/1         ! Plain/1
                    """)
    void aUserAgentIsReadAsUtf8OrElseAsLatin1(String sent, String read) {
        assertThat(userAgent(sent)).isEqualTo(read);
    }

    @Test
    void aLongUserAgentIsNotCutWithinACharacter() {
        for (int before = 505; before <= 512; before++) {
            String agent = "a".repeat(before) + "\ud83d\udd17".repeat(3);
            String sent = new String(agent.getBytes(UTF_8), ISO_8859_1);
            assertThat(agent).startsWith(userAgent(sent));
            assertThat(userAgent(sent).getBytes(UTF_8)).hasSizeBetween(509, 512);
        }
        assertThat(userAgent("\u00bf".repeat(600))).hasSizeBetween(508, 512);
    }

    private static String userAgent(String sent) {
        RequestFacts usual = facts("abc", "default");
        RequestFacts facts = new RequestFacts(
                usual.atMillis(),
                usual.kind(),
                usual.rule(),
                usual.head(),
                usual.prefetch(),
                usual.isPrivate(),
                usual.code(),
                usual.tenant(),
                usual.address(),
                usual.visitor(),
                sent,
                usual.referrer(),
                usual.trace());
        return VisitRecord.read(ByteBuffer.wrap(write(facts)), 7).facts().userAgent();
    }

    private static byte[] write(RequestFacts facts) {
        ByteBuffer to = ByteBuffer.allocate(2_000);
        VisitRecord.write(to, facts, 1, 3);
        return Arrays.copyOf(to.array(), to.position());
    }

    private static RequestFacts facts(String code, String tenant) {
        return facts(code, tenant, 0);
    }

    private static RequestFacts facts(String code, String tenant, int rule) {
        return new RequestFacts(
                1_000,
                VisitKind.REDIRECT,
                rule,
                false,
                true,
                false,
                code,
                tenant,
                new byte[] {10, 0, 0, 7},
                -5L,
                "agent",
                "a.ex",
                "");
    }
}
