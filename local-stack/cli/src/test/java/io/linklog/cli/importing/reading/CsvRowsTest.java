package io.linklog.cli.importing.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvRowsTest {

    private static List<String> read(String text) throws IOException {
        return Rows.texts(Rows.of(FileFormat.csv, text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,b\n1,x y\n",
                "a;b\r\n1;x y\r\n",
                "a\tb\n1\tx y",
                "a|b\n1|x y\n",
                "\uFEFFa;b\n1;x y\n",
                "sep=;\r\na;b\r\n1;x y\r\n",
                "\"sep=,\"\na,b\n1,x y\n",
                "sep=\t\na\tb\n1\tx y\n",
                "a,b\r1,x y\r",
                "\n\na,b\n\n1,x y\n,,\n\n",
                "a,b,\n1,x y,\n",
                "\"a\",\"b\"\n\"1\",\"x y\"\n",
                " a , b \n1,x y",
            })
    void cellsEndAtWhatTheHeaderUses(String text) throws IOException {
        assertThat(read(text)).containsExactly("{\"a\":\"1\",\"b\":\"x y\"}");
    }

    @Test
    void theSeparatorLineCountsEvenAgainstTheHeader() throws IOException {
        assertThat(read("sep=;\na,x;b,y\n1;2\n")).containsExactly("{\"a,x\":\"1\",\"b,y\":\"2\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"C:\\\"",
                "\"say \"\"hi\"\" \\\"\"now\\\"\"\"",
                "5\" disk",
                "back\\slash",
            })
    void whatRfc4180ReadsStaysAsItSays(String cell) throws IOException {
        String plain =
                cell.startsWith("\"") ? cell.substring(1, cell.length() - 1).replace("\"\"", "\"") : cell;
        List<Row> rows = Rows.of(FileFormat.csv, "a,b\n" + cell + ",x\n2,y\n");
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).members().path("a").asText()).isEqualTo(plain);
        assertThat(rows.get(1).members().path("b").asText()).isEqualTo("y");
    }

    @Test
    void backslashesEscapeMarksOnlyInARecordThatDoesNotParseOtherwise() throws IOException {
        assertThat(read("a,b\n\"He said \\\"hi\\\"\",x\n\"C:\\\",\"y\"\n\"a \\\", b\",z\n\"l1\\\"\nl2\",w\n"))
                .containsExactly(
                        "{\"a\":\"He said \\\"hi\\\"\",\"b\":\"x\"}",
                        "{\"a\":\"C:\\\\\",\"b\":\"y\"}",
                        "{\"a\":\"a \\\", b\",\"b\":\"z\"}",
                        "{\"a\":\"l1\\\"\\nl2\",\"b\":\"w\"}");
    }

    @Test
    void aRecordOverSeveralLinesIsKnownByItsFirst() throws IOException {
        List<Row> rows = Rows.of(FileFormat.csv, "a,b\n1,\"two\r\nlines\"\n2,b\n");
        assertThat(rows).extracting(Row::number).containsExactly(2L, 4L);
        assertThat(rows.get(0).members().path("b").asText()).isEqualTo("two\r\nlines");
    }

    @Test
    void aMarkThatIsLeftOpenRefusesItsLineOnly() throws IOException {
        List<Row> rows = Rows.of(FileFormat.csv, "a,b\n\"open,1\n2,two\n3,\"thr\"ee\n4,four\n");
        assertThat(rows).extracting(Row::number).containsExactly(2L, 3L, 4L, 5L);
        assertThat(rows.get(0).mistake()).contains("quotation mark that is not closed");
        assertThat(rows.get(2).mistake()).contains("quotation mark");
        assertThat(rows.get(1).members().path("b").asText()).isEqualTo("two");
        assertThat(rows.get(3).members().path("b").asText()).isEqualTo("four");
    }

    @Test
    void aMarkThatIsLeftOpenDoesNotTakeTheFileIntoMemory() throws IOException {
        String line = "2," + "x".repeat(1_000) + "\n";
        List<Row> rows = Rows.of(FileFormat.csv, "a,b\n\"open,1\n" + line.repeat(3_000));
        assertThat(rows).hasSize(3_001);
    }

    @Test
    void aRowWithMoreCellsThanTheHeaderSaysSo() throws IOException {
        assertThat(read("a,b\n1,2,3\n1,2,,\n").get(0)).startsWith("has 3 cells, the header 2; put");
        assertThat(read("a,b\n1,2,3\n1,2,,\n")).hasSize(2).element(1).isEqualTo("{\"a\":\"1\",\"b\":\"2\"}");
    }

    @Property
    void whatIsWrittenByTheStandardIsRead(
            @ForAll @Size(min = 1, max = 5)
                    List<@StringLength(min = 1, max = 8) @Chars({'a', '"', ',', '\n', '\\', ';'}) String> cells)
            throws IOException {
        StringBuilder text = new StringBuilder("first,second\n");
        List<String> wanted = new ArrayList<>();
        for (String cell : cells) {
            text.append('"').append(cell.replace("\"", "\"\"")).append("\",x\n");
            wanted.add(cell);
        }
        assertThat(Rows.of(FileFormat.csv, text.toString()))
                .extracting(row -> row.members().path("first").asText())
                .isEqualTo(wanted);
    }
}
