package io.linklog.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AvroJsonTest {

    private static String json(Schema schema, Object datum) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
            AvroJson.write(schema, datum, out);
        }
        return text.toString();
    }

    private static Schema parse(String schema) {
        return new Schema.Parser().parse(schema);
    }

    @ParameterizedTest
    @CsvSource({
        "long, timestamp-millis, 0, 1970-01-01T00:00:00Z",
        "long, timestamp-millis, -1, 1969-12-31T23:59:59.999Z",
        "long, timestamp-micros, 1700000000000001, 2023-11-14T22:13:20.000001Z",
        "long, timestamp-nanos, 1, 1970-01-01T00:00:00.000000001Z",
        "long, local-timestamp-millis, 1700000000000, 2023-11-14T22:13:20",
        "long, time-micros, 1000000, 00:00:01",
        "int, date, 20000, 2024-10-04",
        "int, time-millis, 86399999, 23:59:59.999",
    })
    void timesAreShownAsRfc3339(String type, String logicalType, long number, String shown) throws IOException {
        Schema schema = parse("{\"type\":\"" + type + "\",\"logicalType\":\"" + logicalType + "\"}");
        Object datum = type.equals("int") ? (Object) (int) number : (Object) number;
        assertThat(json(schema, datum)).isEqualTo('"' + shown + '"');
    }

    @Test
    void aTimeOfDayBeyondTheDayStaysANumber() throws IOException {
        assertThat(json(parse("{\"type\":\"int\",\"logicalType\":\"time-millis\"}"), 86_400_000))
                .isEqualTo("86400000");
    }

    @Test
    void decimalsArePlainNumbers() throws IOException {
        Schema schema = parse("{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":2}");
        assertThat(json(schema, ByteBuffer.wrap(new byte[] {-1}))).isEqualTo("-0.01");
        assertThat(json(schema, ByteBuffer.wrap(new byte[] {4, (byte) 0xd2}))).isEqualTo("12.34");
    }

    @Test
    void bytesAreHexadecimalAndNotConsumed() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1, (byte) 0xff});
        assertThat(json(Schema.create(Schema.Type.BYTES), bytes)).isEqualTo("\"0x01ff\"");
        assertThat(json(Schema.create(Schema.Type.BYTES), bytes)).isEqualTo("\"0x01ff\"");
    }

    @Test
    void anOptionalValueStandsBare() throws IOException {
        Schema optional = SchemaBuilder.nullable().stringType();
        assertThat(json(optional, "a")).isEqualTo("\"a\"");
        assertThat(json(optional, null)).isEqualTo("null");
    }

    @Test
    void aValueOfSeveralPossibleTypesNamesItsType() throws IOException {
        Schema first = SchemaBuilder.record("a.First").fields().requiredInt("n").endRecord();
        Schema second = SchemaBuilder.record("a.Second").fields().endRecord();
        Schema union = Schema.createUnion(Schema.create(Schema.Type.NULL), first, second);
        GenericData.Record record = new GenericData.Record(first);
        record.put("n", 7);
        assertThat(json(union, record)).isEqualTo("{\"First\":{\"n\":7}}");
        assertThat(json(union, new GenericData.Record(second))).isEqualTo("{\"Second\":{}}");
        assertThat(json(union, null)).isEqualTo("null");
    }

    @Test
    void typesOfOneSimpleNameAreToldApart() throws IOException {
        Schema one = SchemaBuilder.record("a.Same").fields().endRecord();
        Schema other = SchemaBuilder.record("b.Same").fields().endRecord();
        assertThat(json(Schema.createUnion(one, other), new GenericData.Record(other)))
                .isEqualTo("{\"b.Same\":{}}");
    }

    @Test
    void arraysMapsAndEnumsNest() throws IOException {
        Schema colour = SchemaBuilder.enumeration("Colour").symbols("RED");
        Schema schema = Schema.createMap(Schema.createArray(colour));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("x", List.of(new GenericData.EnumSymbol(colour, "RED")));
        map.put("y", List.of());
        assertThat(json(schema, map)).isEqualTo("{\"x\":[\"RED\"],\"y\":[]}");
    }
}
