package io.linklog.cli.console;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;

/**
 * Avro data as JSON for people. It differs from Avro's own JSON encoding: an optional value has no wrapper; a value of
 * a union with several types is an object with one member, named after the type; times are RFC 3339; decimals are plain
 * numbers; bytes are hexadecimal after 0x.
 */
final class AvroJson {

    private static final long MICROS = 1_000_000;
    private static final long NANOS = 1_000_000_000;

    private AvroJson() {}

    static void write(Schema schema, Object datum, JsonGenerator json) throws IOException {
        switch (schema.getType()) {
            case RECORD -> writeRecord(schema, (IndexedRecord) datum, json);
            case UNION -> writeUnion(schema, datum, json);
            case ARRAY -> {
                json.writeStartArray();
                for (Object item : (Collection<?>) datum) {
                    write(schema.getElementType(), item, json);
                }
                json.writeEndArray();
            }
            case MAP -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) datum).entrySet()) {
                    json.writeFieldName(entry.getKey().toString());
                    write(schema.getValueType(), entry.getValue(), json);
                }
                json.writeEndObject();
            }
            case FIXED -> writeBytes(schema, ((GenericFixed) datum).bytes(), json);
            case BYTES -> writeBytes(schema, array((ByteBuffer) datum), json);
            case INT -> writeInt(schema, (Integer) datum, json);
            case LONG -> writeLong(schema, (Long) datum, json);
            case FLOAT -> json.writeNumber((Float) datum);
            case DOUBLE -> json.writeNumber((Double) datum);
            case BOOLEAN -> json.writeBoolean((Boolean) datum);
            case NULL -> json.writeNull();
            case ENUM, STRING -> json.writeString(datum.toString());
        }
    }

    private static void writeRecord(Schema schema, IndexedRecord record, JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (Schema.Field field : schema.getFields()) {
            json.writeFieldName(field.name());
            write(field.schema(), record.get(field.pos()), json);
        }
        json.writeEndObject();
    }

    private static void writeUnion(Schema union, Object datum, JsonGenerator json) throws IOException {
        Schema branch = union.getTypes().get(GenericData.get().resolveUnion(union, datum));
        long types = union.getTypes().stream()
                .filter(type -> type.getType() != Schema.Type.NULL)
                .count();
        if (branch.getType() == Schema.Type.NULL || types == 1) {
            write(branch, datum, json);
            return;
        }
        boolean ambiguous = union.getTypes().stream()
                .anyMatch(other -> other != branch && other.getName().equals(branch.getName()));
        json.writeStartObject();
        json.writeFieldName(ambiguous ? branch.getFullName() : branch.getName());
        write(branch, datum, json);
        json.writeEndObject();
    }

    private static void writeInt(Schema schema, int number, JsonGenerator json) throws IOException {
        switch (logicalName(schema)) {
            case "date" -> json.writeString(LocalDate.ofEpochDay(number).toString());
            case "time-millis" -> writeTimeOfDay(number, 1_000, json);
            default -> json.writeNumber(number);
        }
    }

    private static void writeLong(Schema schema, long number, JsonGenerator json) throws IOException {
        switch (logicalName(schema)) {
            case "timestamp-millis" -> json.writeString(instant(number, 1_000).toString());
            case "timestamp-micros" -> json.writeString(instant(number, MICROS).toString());
            case "timestamp-nanos" -> json.writeString(instant(number, NANOS).toString());
            case "local-timestamp-millis" -> json.writeString(local(number, 1_000));
            case "local-timestamp-micros" -> json.writeString(local(number, MICROS));
            case "local-timestamp-nanos" -> json.writeString(local(number, NANOS));
            case "time-micros" -> writeTimeOfDay(number, MICROS, json);
            default -> json.writeNumber(number);
        }
    }

    private static void writeBytes(Schema schema, byte[] bytes, JsonGenerator json) throws IOException {
        LogicalType type = schema.getLogicalType();
        if (type instanceof LogicalTypes.Decimal decimal && bytes.length > 0) {
            // digits without an exponent; JSON's numbers are decimal and lose nothing
            json.writeNumber(new BigDecimal(new BigInteger(bytes), decimal.getScale()).toPlainString());
        } else {
            json.writeString("0x" + HexFormat.of().formatHex(bytes));
        }
    }

    private static void writeTimeOfDay(long number, long unitsASecond, JsonGenerator json) throws IOException {
        long nanos = number * (NANOS / unitsASecond);
        boolean withinADay = number >= 0 && number < unitsASecond * 86_400;
        if (withinADay) {
            json.writeString(LocalTime.ofNanoOfDay(nanos).toString());
        } else {
            json.writeNumber(number);
        }
    }

    private static Instant instant(long number, long unitsASecond) {
        return Instant.ofEpochSecond(
                Math.floorDiv(number, unitsASecond), Math.floorMod(number, unitsASecond) * (NANOS / unitsASecond));
    }

    private static String local(long number, long unitsASecond) {
        return LocalDateTime.ofInstant(instant(number, unitsASecond), ZoneOffset.UTC)
                .toString();
    }

    private static String logicalName(Schema schema) {
        LogicalType type = schema.getLogicalType();
        return type == null ? "" : type.getName();
    }

    private static byte[] array(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
