package io.linklog.cli.importing.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.cli.options.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolSourceTest {

    private static List<String> links(String text, String... options) throws IOException {
        return RoundTrip.read("-", text, options).results();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "Link,Long URL,Title,Created,Tags,Total Clicks|https://bit.ly/c,https://t.example/,T,2023-02-14T10:00:00+0000,\"a, b\",42# bitly",
                "Bitlink;Destination URL;Title;Tags|bit.ly/c;https://t.example/;T;\"a,b\"# bitly",
                "keyword,url,title,timestamp,ip,clicks|c,https://t.example/,T,2019-02-22 23:59:32,203.0.113.9,16# yourls",
                "Long URL;Tags;Domain;Short code;Title|https://t.example/;a\\b;;c;T# shlink",
                "createdAt,domain,shortCode,shortUrl,longUrl,title,tags,visits|2024-03-04T05:06:07+00:00,s.test,c,https://s.test/c,https://t.example/,T,a\\b,2# shlink",
                "originalURL,path,title,tags,clicks,createdAt|https://t.example/,c,T,\"a, b\",7,2024-03-04T05:06:07.000Z# shortio",
                "Original URL,Short URL,Title,Creation date|https://t.example/,https://s.gy/c,T,2024-03-04# shortio",
                "createdAt,domain,key,url,title,tags,clicks,shortLink|2024-03-04T05:06:07.000Z,dub.sh,c,https://t.example/,T,\"a,b\",2,https://dub.sh/c# dub",
                "Short link,Destination URL,Clicks,Created at,Title|https://dub.sh/c,https://t.example/,2,2024-03-04,T# dub",
                "[{\"address\":\"c\",\"target\":\"https://t.example/\",\"description\":\"T\",\"visit_count\":3,\"created_at\":\"2020-01-01T00:00:00.000Z\",\"link\":\"http://k.test/c\",\"password\":false,\"banned\":false}]# kutt",
                "{\"shortUrls\":{\"data\":[{\"shortCode\":\"c\",\"shortUrl\":\"https://s.test/c\",\"longUrl\":\"https://t.example/\",\"title\":\"T\",\"tags\":[\"a\",\"b\"],\"meta\":{\"validSince\":null,\"maxVisits\":null},\"visitsSummary\":{\"total\":5,\"bots\":1}}]}}# shlink",
                "{\"links\":[{\"idString\":\"x\",\"originalURL\":\"https://t.example/\",\"path\":\"c\",\"shortURL\":\"https://s.gy/c\",\"title\":\"T\",\"tags\":[\"a\"],\"archived\":false}]}# shortio",
                "{\"links\":[{\"link\":\"https://bit.ly/c\",\"long_url\":\"https://t.example/\",\"title\":\"T\",\"archived\":false,\"created_at\":\"2020-01-01T00:00:00+0000\",\"tags\":[]}],\"pagination\":{}}# bitly",
                "{\"links\":{\"link_1\":{\"shorturl\":\"http://y.test/c\",\"url\":\"https://t.example/\",\"title\":\"T\",\"timestamp\":\"2019-02-22 23:59:32\",\"ip\":\"\",\"clicks\":\"3\"}}}# yourls",
                "[{\"key\":\"c\",\"url\":\"https://t.example/\",\"domain\":\"dub.sh\",\"title\":\"T\",\"tags\":[{\"id\":\"1\",\"name\":\"a\"}],\"clicks\":4}]# dub",
            })
    void eachToolIsKnownByItsNames(String text, Tool tool) throws IOException {
        for (String from : new String[] {"", "--from=" + tool}) {
            String[] options = from.isEmpty() ? new String[0] : new String[] {from};
            String link =
                    links(text.replace('|', '\n').replace('\\', '|'), options).get(0);
            assertThat(link).contains("\"longUrl\":\"https://t.example/\"", "\"customSlug\":\"c\"");
            if (text.contains("T")) {
                assertThat(link).containsPattern("(\"title\":\"T\"|^(?!.*title))");
            }
            if (text.contains("\"a,") || text.contains("\"a\"")) {
                assertThat(link).contains("\"tags\":[\"a\"");
            }
        }
    }

    @Test
    void aBadByteRefusesItsLineAndALetterThatWasDamagedBeforeStays() throws IOException {
        byte[] text = "longUrl,title\nhttps://a.example/,\u00e9\nhttps://b.example/,?\nhttps://c.example/,\ufffd\n"
                .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < text.length; i++) {
            text[i] = text[i] == '?' ? (byte) 0xC3 : text[i];
        }
        List<String> links = RoundTrip.read("-", text, new OpenedFile.Wishes(false, false, false), new String[0])
                .results();
        assertThat(links.get(0)).contains("\u00e9");
        assertThat(links.get(1)).contains("--encoding");
        assertThat(links.get(2)).contains("\ufffd");
    }

    @Test
    void clicksAndDateOfCreationComeAlong() throws IOException {
        assertThat(links("keyword,url,timestamp,clicks\nc,https://t.example/,2019-02-22 23:59:32,\"1,600\"\n"))
                .containsExactly("{\"longUrl\":\"https://t.example/\",\"customSlug\":\"c\",\"baseVisits\":1600,"
                        + "\"dateCreated\":\"2019-02-22T23:59:32Z\"}");
    }

    @Test
    void tagsEndWhereTheToolEndsThem() throws IOException {
        assertThat(links("Link,Long URL,Tags\nb.ly/c,https://t.example/,\"news, spring\"\n")
                        .get(0))
                .contains("\"tags\":[\"news\",\"spring\"]");
        assertThat(links("Long URL;Short code;Tags\nhttps://t.example/;c;foo|b,r\n")
                        .get(0))
                .contains("\"tags\":[\"foo\",\"b,r\"]");
        RoundTrip own = RoundTrip.read("-", "longUrl,tags\nhttps://t.example/,\"news, spring\"\n");
        assertThat(own.results().get(0)).contains("\"tags\":[\"news, spring\"]");
        assertThat(own.remarks()).anyMatch(remark -> remark.contains("--tag-separator"));
        assertThat(links("longUrl,tags\nhttps://t.example/,\"news, spring\"\n", "--tag-separator=,")
                        .get(0))
                .contains("\"tags\":[\"news\",\"spring\"]");
    }

    @Test
    void theWholeColumnSettlesTheOrderOfItsDates() throws IOException {
        String head = "longUrl,validUntil\nhttps://a.example/,03/04/2030\n";
        assertThat(links(head).get(0)).contains("--dates dmy");
        assertThat(links(head, "--dates=dmy").get(0)).contains("2030-04-04T00:00:00Z");
        assertThat(links(head + "https://b.example/,12/31/2030\n").get(0)).contains("2030-03-05T00:00:00Z");
        assertThat(links(head + "https://b.example/,31/12/2030\n").get(0)).contains("2030-04-04T00:00:00Z");
        assertThat(links(head + "https://b.example/,31/12/2030\nhttps://c.example/,12/31/2030\n")
                        .get(0))
                .as("two orders")
                .contains("--dates dmy");
    }

    @Test
    void oneSlugTwiceIsTheFirstLines() throws IOException {
        String text = "longUrl,customSlug\nhttps://a.example/1,dup\nhttps://a.example/2,dup\nhttps://a.example/1,dup\n";
        assertThat(links(text).get(1)).contains("of line 2", "--on-taken new");
        assertThat(links(text).get(2)).isEqualTo("same as line 2");
        assertThat(links(text, "--on-taken=new").get(1)).isEqualTo("{\"longUrl\":\"https://a.example/2\"}");
    }

    @Test
    void targetsWithoutASchemeNeedOne() throws IOException {
        assertThat(links("example.org/u5\nlocalhost:8080/x\n//a.example/\n"))
                .allMatch(reason -> reason.contains("--default-scheme https"));
        assertThat(links("example.org/u5\nlocalhost:8080/x\n//a.example/\n", "--default-scheme=https"))
                .containsExactly(
                        "{\"longUrl\":\"https://example.org/u5\"}",
                        "{\"longUrl\":\"https://localhost:8080/x\"}",
                        "{\"longUrl\":\"https://a.example/\"}");
    }

    @Test
    void domainsAreMappedOrDroppedAndCounted() throws IOException {
        String text = "key,url,domain\na,https://a.example/,dub.sh\nb,https://b.example/,dub.sh\n";
        RoundTrip dropped = RoundTrip.read("-", text);
        assertThat(dropped.results()).noneMatch(link -> link.contains("domain"));
        assertThat(dropped.remarks()).anyMatch(remark -> remark.startsWith("  2 × not taken: domain dub.sh"));
        assertThat(links(text, "--domain=dub.sh=go.example").get(0)).contains("\"domain\":\"go.example\"");
    }

    @Test
    void oneSlugOnTwoDomainsIsRefusedUntilBothHaveOne() throws IOException {
        String text = "key,url,domain\nc,https://a.example/,one.test\nc,https://b.example/,two.test\n";
        assertThat(links(text))
                .hasSize(2)
                .allMatch(reason -> reason.contains("one.test (line 2)")
                        && reason.contains("two.test (line 3)")
                        && reason.contains("--domain OLD=NEW"));
        assertThat(links(text, "--domain=one.test=", "--domain=two.test=go.example"))
                .containsExactly(
                        "{\"longUrl\":\"https://a.example/\",\"customSlug\":\"c\"}",
                        "{\"longUrl\":\"https://b.example/\",\"customSlug\":\"c\",\"domain\":\"go.example\"}");
    }

    @Test
    void targetsOnTheOldShortDomainAreResolvedWithinTheFile() throws IOException {
        List<String> links = links("Link,Long URL\nbit.ly/a,https://bit.ly/b\nbit.ly/b,https://t.example/\n"
                + "bit.ly/c,https://bit.ly/none\nbit.ly/d,https://bit.ly/e\nbit.ly/e,https://bit.ly/d\n");
        assertThat(links.get(0)).contains("\"longUrl\":\"https://t.example/\"", "\"customSlug\":\"a\"");
        assertThat(links.get(2)).contains("bit.ly", "code none");
        assertThat(links.get(3)).contains("leads nowhere in this file");
    }

    @Test
    void whatDoesNotSimplyRedirectIsTakenOnlyIfAskedFor() throws IOException {
        String text = "originalURL,path,archived,password,expiresAt\nhttps://a.example/,a,true,,\n"
                + "https://b.example/,b,,secret,\nhttps://c.example/,c,,,2020-01-01T00:00:00Z\n";
        assertThat(links(text).get(0)).contains("--include archived");
        assertThat(links(text).get(1)).contains("--include protected", "--passwords");
        assertThat(links(text).get(2)).contains("--include expired");
        RoundTrip all = RoundTrip.read("-", text, "--include=archived,expired,protected");
        assertThat(all.lines().get(0).deleted()).isTrue();
        assertThat(all.results().get(0)).as("never open").contains("\"validUntil\":\"2000-01-01T00:00:00Z\"");
        assertThat(all.results().get(1)).contains("--passwords names no password");
        assertThat(all.results().get(2)).contains("\"validUntil\":\"2020-01-01T00:00:00Z\"");
    }

    @Test
    void codesThatLinklogCannotHaveWaitForAnotherName() throws IOException {
        List<String> links = links("keyword,url\na/b,https://a.example/\nadmin,https://b.example/\n");
        assertThat(links).allMatch(reason -> reason.contains("--rename x.rename.csv"));
    }

    @Test
    void columnsAreMappedByHand() throws IOException {
        String text = "Target;Kurz;Name;Etc\nhttps://a.example/;c;N;x\n";
        assertThatThrownBy(() -> RoundTrip.read("a.csv", text))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("--column longUrl=NAME");
        RoundTrip mapped =
                RoundTrip.read("-", text, "--column=longUrl=Target", "--column=customSlug=kurz", "--column=title=Name");
        assertThat(mapped.results().get(0)).contains("https://a.example/", "\"customSlug\":\"c\"", "\"title\":\"N\"");
        assertThatThrownBy(() -> RoundTrip.read("-", text, "--column=url=Target"))
                .hasMessageContaining("no field url");
    }

    @Test
    void aHeaderOfTwoToolsNeedsOneNamed() throws IOException {
        String text = "keyword,key,url\na,b,https://a.example/\n";
        assertThatThrownBy(() -> RoundTrip.read("a.csv", text)).hasMessageContaining("--from yourls");
        assertThat(links(text, "--from=yourls").get(0)).contains("\"customSlug\":\"a\"");
        assertThat(links(text, "--from=dub").get(0)).contains("\"customSlug\":\"b\"");
    }

    @Test
    void whatIsNotTakenIsNamedOnceWithItsCount() throws IOException {
        RoundTrip read = RoundTrip.read(
                "-",
                "originalURL,path,iphoneURL,androidURL,cloaking,weird\nhttps://a.example/,a,x,y,false,\n"
                        + "https://b.example/,b,x,,true,z\n");
        assertThat(read.remarks())
                .containsExactlyInAnyOrder(
                        "  3 × not taken: device and country rules.",
                        "  1 × not taken: cloaking.",
                        "  1 × not taken: column \"weird\".");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '~',
            value = {
                "{%s,\"state\":\"DELETED\",\"hasPassword\":false,\"takedown\":{\"status\":451}}# taken down",
                "{%s,\"state\":\"ACTIVE\",\"version\":1,\"takedown\":{\"reason\":\"r\"}}# taken down",
                "{\"data\":[{%s,\"state\":\"DELETED\",\"version\":1,\"later\":1}]}# was deleted",
                "{%s,\"state\":\"ACTIVE\",\"hasPassword\":true,\"later\":1}# has a password",
                "{%s,\"password\":\"no\"}# has a password",
                "longUrl,shortCode,tags,state,hasPassword,notes|https://a.example/,c,a;b,DELETED,false,n# was deleted",
                "longUrl,shortCode,tags,state,hasPassword,notes|https://a.example/,c,a;b,ACTIVE,TRUE,n# has a password",
                "longUrl,shortCode,tags,state,hasPassword,notes|https://a.example/,c,a;b,ACTIVE,WAHR,n# has a password",
                "longUrl,shortCode,password|https://a.example/,c,0# has a password",
                "longUrl,shortCode,tags,redirectStatus,dateEdited,notes|https://a.example/,c,a;b,301,,n# \"tags\":[\"a\",\"b\"],\"redirectStatus\":301",
            })
    void ownExportsAreOwnWhateverElseTheyHaveAndWhatIsClosedStaysClosed(String text, String result) throws IOException {
        String full = text.replace("%s", "\"longUrl\":\"https://a.example/\",\"shortCode\":\"c\"")
                .replace('|', '\n');
        boolean mapped = full.startsWith("{") || full.contains("notes");
        String[][] options = {{}, mapped ? new String[] {"--column=title=notes"} : new String[0]};
        for (String[] option : options) {
            RoundTrip read = RoundTrip.read(
                    "-", full.getBytes(StandardCharsets.UTF_8), new OpenedFile.Wishes(true, true, false), option);
            assertThat(read.results()).singleElement().asString().contains(result);
        }
    }

    @Test
    void anUnknownColumnOfAnOwnExportIsNamed() {
        assertThatThrownBy(
                        () -> RoundTrip.read("-", "longUrl,shortCode,hasPassword,notes\nhttps://a.example/,c,true,n\n"))
                .hasMessageContaining("unknown column \"notes\"")
                .hasMessageContaining("--ignore-unknown");
    }

    @Test
    void aMappedTableIsJudgedAsAnotherToolsFile() throws IOException {
        String text = "Ziel;Kurz;Pw;Weg;Domain\nhttps://a.example/;https://s.test/a;;;s.test\n"
                + "https://b.example/;https://s.test/b;secret;;\nhttps://c.example/;https://s.test/c;;ja;\n";
        RoundTrip read = RoundTrip.read(
                "-",
                text,
                "--column=longUrl=Ziel",
                "--column=shortUrl=Kurz",
                "--column=hasPassword=Pw",
                "--column=banned=Weg");
        assertThat(read.results().get(0)).isEqualTo("{\"longUrl\":\"https://a.example/\",\"customSlug\":\"a\"}");
        assertThat(read.results().get(1)).contains("--include protected");
        assertThat(read.results().get(2)).contains("--include banned");
        assertThat(read.remarks()).anyMatch(remark -> remark.contains("not taken: domain s.test"));
    }

    @Test
    void aMappedTableWithALongUrlIsNoExportOfLinklog() throws IOException {
        String text = "longUrl,Kurz,tags,Gesperrt,state\nhttps://a.example/,a,x;y,1,\nhttps://b.example/,b,x;y,0,\n"
                + "https://c.example/,c,,,DELETED\n";
        List<String> links = links(text, "--column=customSlug=Kurz", "--column=banned=Gesperrt");
        assertThat(links.get(0)).contains("--include banned");
        assertThat(links.get(1)).contains("\"customSlug\":\"b\"", "\"tags\":[\"x\",\"y\"]");
        assertThat(links.get(2)).contains("was deleted");
    }

    @Test
    void marksAddUpAndAnOwnExportTakesNone() throws IOException {
        assertThat(links("address,target,password,Pw\na,https://a.example/,secret,\n", "--column=hasPassword=Pw"))
                .singleElement()
                .asString()
                .contains("--include protected");
        assertThatThrownBy(() -> RoundTrip.read(
                        "-", "longUrl,hasPassword,Weg\nhttps://a.example/,false,1\n", "--column=banned=Weg"))
                .hasMessageContaining("--from table");
    }

    @Test
    void linesOfJsonAreReadAsAWholeToo() throws IOException {
        String kutt = "{\"address\":\"%s\",\"target\":\"%s\",\"link\":\"http://%s/%s\",\"created_at\":\"%s\"}\n";
        List<String> links = links(kutt.formatted("a", "http://k.test/b", "k.test", "a", "03/04/2020")
                + kutt.formatted("b", "https://t.example/", "k.test", "b", "31/12/2020")
                + kutt.formatted("c", "https://k.test/none", "k.test", "c", "01/01/2020"));
        assertThat(links.get(0)).contains("\"longUrl\":\"https://t.example/\"", "2020-04-03T00:00:00Z");
        assertThat(links.get(2)).contains("leads nowhere in this file");
        assertThat(links(kutt.formatted("c", "https://a.example/", "one.test", "c", "2020-01-01")
                        + kutt.formatted("c", "https://b.example/", "two.test", "c", "2020-01-01")))
                .hasSize(2)
                .allMatch(reason -> reason.contains("one.test (line 1)") && reason.contains("two.test (line 2)"));
    }

    @Test
    void membersOfMembersAreReadAsAWholeToo() throws IOException {
        String link =
                "{\"originalURL\":\"https://%s.example/\",\"path\":\"c\",\"domain\":{\"hostname\":\"%s.test\"}}\n";
        assertThat(links("[" + link.formatted("a", "one") + "," + link.formatted("b", "two") + "]"))
                .hasSize(2)
                .allMatch(reason -> reason.contains("which is on two domains"));
    }

    @Test
    void everyShortUrlOfALinkBecomesALink() throws IOException {
        RoundTrip json = RoundTrip.read(
                "-",
                "{\"links\":[{\"link\":\"https://go.test/3abc\",\"custom_bitlinks\":[\"https://go.test/sale\"],"
                        + "\"long_url\":\"https://a.example/\",\"clicks\":7}]}");
        assertThat(json.results())
                .containsExactly(
                        "{\"longUrl\":\"https://a.example/\",\"customSlug\":\"sale\",\"baseVisits\":7}",
                        "{\"longUrl\":\"https://a.example/\",\"customSlug\":\"3abc\"}");
        assertThat(json.remarks()).anyMatch(remark -> remark.startsWith("  1 × further short URL of a link"));
        assertThat(links("Link,Custom link,Long URL\nhttps://go.test/3abc,https://go.test/sale,https://a.example/\n"
                        + "go.test/4abc,,https://b.example/\ngo.test/same,https://go.test/same,https://c.example/\n"
                        + "go.test/d,,https://go.test/3abc\n"))
                .containsExactly(
                        "{\"longUrl\":\"https://a.example/\",\"customSlug\":\"sale\"}",
                        "{\"longUrl\":\"https://a.example/\",\"customSlug\":\"3abc\"}",
                        "{\"longUrl\":\"https://b.example/\",\"customSlug\":\"4abc\"}",
                        "{\"longUrl\":\"https://c.example/\",\"customSlug\":\"same\"}",
                        "{\"longUrl\":\"https://a.example/\",\"customSlug\":\"d\"}");
    }

    @Test
    void oneRefusalNamesAllThatIsMissingAndWhatIsDeletedNeedsNoMore() throws IOException {
        String text = "originalURL,path,archived,password,expiresAt\nhttps://a.example/,a,,s,2020-01-01T00:00:00Z\n"
                + "https://b.example/,b,true,s,2020-01-01T00:00:00Z\n";
        assertThat(links(text).get(0)).contains("and has expired", "--include protected,expired and --passwords FILE");
        assertThat(links(text, "--include=protected").get(0)).contains("--include protected,expired;");
        assertThat(links(text).get(1)).contains("--include archived;").doesNotContain("expired", "password");
        RoundTrip archived = RoundTrip.read("-", text, "--include=archived");
        assertThat(archived.lines().get(1).deleted()).isTrue();
    }

    @Test
    void aLimitThatIsNoneIsNotUsedUp() throws IOException {
        String text = "originalURL,path,clicksLimit,clicks\nhttps://a.example/,a,abc,0\nhttps://b.example/,b,-1,3\n"
                + "https://c.example/,c,3,3\n";
        assertThat(links(text).get(0)).contains("maxVisits must be a whole number");
        assertThat(links(text).get(1)).contains("\"maxVisits\":-1");
        assertThat(links(text).get(2)).contains("--include expired");
    }

    @Test
    void aPasswordThatLooksFalseIsAPassword() throws IOException {
        for (String password : List.of("0", "no", "n", "falsch", "null")) {
            assertThat(links("originalURL,path,password\nhttps://a.example/,a," + password + "\n"))
                    .as(password)
                    .singleElement()
                    .asString()
                    .contains("--include protected");
        }
        assertThat(links("originalURL,path,password\nhttps://a.example/,a,false\nhttps://b.example/,b,\n"))
                .allMatch(link -> link.startsWith("{"));
        assertThat(links("originalURL,path,hasPassword\nhttps://a.example/,a,no\n"))
                .allMatch(link -> link.startsWith("{"));
    }

    @Test
    void aLinkThatBitlyHasDeletedIsNotOpen() throws IOException {
        assertThat(links("{\"links\":[{\"link\":\"https://go.test/a\",\"long_url\":\"https://a.example/\","
                        + "\"is_deleted\":true}]}"))
                .singleElement()
                .asString()
                .contains("--include archived");
    }

    @Test
    void aResolvedTargetWithoutASchemeGetsTheDefaultOne() throws IOException {
        String text = "Link,Long URL\ngo.test/a,https://go.test/b\ngo.test/b,t.example/x\ngo.test/c,//go.test/b\n";
        assertThat(links(text, "--default-scheme=https"))
                .hasSize(3)
                .allMatch(link -> link.contains("\"longUrl\":\"https://t.example/x\""));
        assertThat(links(text)).hasSize(3).allMatch(reason -> reason.contains("--default-scheme https"));
    }
}
