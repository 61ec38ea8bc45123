package io.linklog.cli.importing.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SqlRowsTest {

    private static List<Row> read(String sql) throws IOException {
        return Rows.of(FileFormat.sql, sql);
    }

    private static String title(String literal) throws IOException {
        return read("INSERT INTO yourls_url VALUES ('k','https://a.example/'," + literal
                        + ",'2017-12-10 20:26:29','',0);")
                .get(0)
                .members()
                .path("title")
                .asText();
    }

    @Test
    void textsAreReadAsMysqlWritesThem() throws IOException {
        assertThat(title("'YOURLS\\' Blog'")).isEqualTo("YOURLS' Blog");
        assertThat(title("'it''s'")).isEqualTo("it's");
        assertThat(title("'a\\\\b\\nc\\\"d\\%'")).isEqualTo("a\\b\nc\"d\\%");
        assertThat(title("_utf8mb4'x'")).isEqualTo("x");
        assertThat(title("'); DROP TABLE x; -- ('")).isEqualTo("); DROP TABLE x; -- (");
        assertThat(title("'Caf\u00C3\u00A9'")).as("damaged letters stay").isEqualTo("Caf\u00C3\u00A9");
        assertThat(title("NULL")).isEmpty();
    }

    @Test
    void otherTablesAndStatementsArePassedOverAndClicksCounted() throws IOException {
        String sql = "-- MySQL dump; 'it\n/*!40101 SET NAMES utf8 */;\n# also; 'this\nDROP TABLE IF EXISTS `my_url`;\n"
                + "CREATE TABLE `my_url` (\n `keyword` varchar(200) NOT NULL DEFAULT '',\n `url` text,\n"
                + " `title` text,\n"
                + " `x` decimal(10,2),\n"
                + " `clicks` int(10),\n PRIMARY KEY (`keyword`),\n KEY `ip` (`ip`)\n) ENGINE=InnoDB;\n"
                + "INSERT INTO `my_log` VALUES (1,'a(;','b'),(2,'c','d');\n"
                + "INSERT INTO wp_url (id, href) VALUES (1,'x');\n"
                + "LOCK TABLES `my_url` WRITE;\nINSERT INTO `my_url` VALUES "
                + "('a','https://a.example/','A',1.50,3),\n"
                + "('b','https://b.example/','B',-2,4);\n"
                + "insert ignore into db.`my_url` (`url`,`keyword`) values ('https://c.example/','c') ON DUPLICATE KEY"
                + " UPDATE url=('x');\nREPLACE INTO my_url(keyword,url) VALUES('d','https://d.example/')";
        RowSource rows = FileFormat.sql.open(new java.io.StringReader(sql));
        List<String> read = new java.util.ArrayList<>();
        for (Row row = rows.next(); row != null; row = rows.next()) {
            read.add(row.members().path("keyword").asText() + " "
                    + row.members().path("url").asText() + " "
                    + row.members().path("clicks").asText());
        }
        assertThat(read)
                .containsExactly(
                        "a https://a.example/ 3",
                        "b https://b.example/ 4",
                        "c https://c.example/ ",
                        "d https://d.example/ ");
        assertThat(rows.passedOver()).isEqualTo(Map.of("single clicks", 2L));
    }

    @Test
    void anInsertOf64MebibytesIsReadRowByRow() throws IOException {
        String row = "('k','https://a.example/" + "x".repeat(1_000) + "','t','2017-12-10 20:26:29','1.2.3.4',0)";
        InputStream rows = new SequenceInputStream(Collections.enumeration(IntStream.range(0, 65_000)
                .mapToObj(i -> (InputStream) new ByteArrayInputStream(
                        ((i == 0 ? "INSERT INTO u_url VALUES " : ",") + row).getBytes(StandardCharsets.US_ASCII)))
                .toList()));
        RowSource source = FileFormat.sql.open(new java.io.InputStreamReader(rows, StandardCharsets.US_ASCII));
        int count = 0;
        while (source.next() != null) {
            count++;
        }
        assertThat(count).isEqualTo(65_000);
    }

    @Test
    void aValueOf64MebibytesIsRefusedAndTheNextRowIsRead() throws IOException {
        List<Row> rows = read(
                "INSERT INTO url VALUES ('k','u','" + "x".repeat(1 << 26) + "','t','i',0),('l','u','t','t','i',0);");
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).mistake()).contains("more than 65536 characters");
        assertThat(rows.get(1).members().path("keyword").asText()).isEqualTo("l");
    }

    @Test
    void aTornDumpSaysSo() throws IOException {
        assertThat(read("INSERT INTO url VALUES ('k','https://a.exa").get(0).mistake())
                .contains("is torn");
    }

    @Test
    void anInsertWithoutValuesIsRefusedWithAnAdvice() throws IOException {
        List<Row> rows = read("INSERT INTO yourls_url SET keyword='k', url='https://a.example/';\n"
                + "INSERT INTO yourls_url (keyword,url) SELECT keyword,url FROM old;\n"
                + "INSERT INTO yourls_url VALUES ('l','https://b.example/','t','2017-12-10 20:26:29','',0)"
                + " ON DUPLICATE KEY UPDATE clicks=0;");
        assertThat(rows).hasSize(3);
        assertThat(rows.get(0).mistake()).contains("INSERT with SET", "VALUES");
        assertThat(rows.get(1).mistake()).contains("INSERT with SELECT", "VALUES");
        assertThat(rows.get(2).members().path("keyword").asText()).isEqualTo("l");
    }
}
