package io.linklog.visits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class BotListTest {

    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0";

    @Test
    void theLinesExtendTheBuiltInListAndTheExceptionsPrecedeIt() {
        Agents agents = new Agents(BotList.of(List.of("# comment", "", "  acmewatch ", "! curl/8")));
        assertThat(agents.of(FIREFOX).bot()).isNull();
        assertThat(agents.of(FIREFOX + " AcmeWatch/2").bot()).isEqualTo("listed");
        assertThat(agents.of("curl/8.5.0").bot()).isNull();
        assertThat(agents.of("curl/7.1").bot()).isEqualTo("program");
        assertThat(agents.of("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")
                        .bot())
                .isEqualTo("crawler");
    }

    @Test
    void emptyLinesAndCommentsAreIgnored() {
        assertThat(BotList.of(List.of("# comment", "", " a ", "!b")).lines()).containsExactly("a", "!b");
    }

    @Test
    void aLineThatIsNotARegularExpressionIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BotList.of(List.of("fine", "(not closed")))
                .withMessageContaining("line 2")
                .withMessageContaining("(not closed");
    }

    @Test
    void aLineThatMatchesEveryUserAgentIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BotList.of(List.of("a*")))
                .withMessageContaining("line 1");
        assertThatIllegalArgumentException().isThrownBy(() -> BotList.of(List.of("!")));
    }

    @Test
    void aListThatIsTooLongForEtcdIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BotList.of(List.of("a".repeat(BotList.MAX_CHARACTERS), "b")))
                .withMessageContaining("characters");
    }
}
