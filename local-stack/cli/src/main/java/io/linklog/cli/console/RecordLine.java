package io.linklog.cli.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** One record as one line of JSON. Not thread-safe. */
final class RecordLine {

    private final JsonFactory json = JsonFactory.builder()
            .streamWriteConstraints(StreamWriteConstraints.defaults())
            .build();
    private final Function<byte[], Decoded> decoder;

    /** @param decoder for keys and values */
    RecordLine(Function<byte[], Decoded> decoder) {
        this.decoder = decoder;
    }

    /** The line with its end, in UTF-8. */
    byte[] of(ConsumerRecord<byte[], byte[]> record) throws IOException {
        // decoded before anything is written: an error must not leave half a line
        @Nullable Decoded key = record.key() == null ? null : decoder.apply(record.key());
        @Nullable Decoded value = record.value() == null ? null : decoder.apply(record.value());
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        try (JsonGenerator out = json.createGenerator(line)) {
            out.writeStartObject();
            out.writeNumberField("partition", record.partition());
            out.writeNumberField("offset", record.offset());
            out.writeStringField(
                    "timestamp", Instant.ofEpochMilli(record.timestamp()).toString());
            write("key", key, out);
            writeHeaders(record.headers(), out);
            out.writeFieldName("schemaId");
            if (value instanceof Decoded.Avro avro) {
                out.writeNumber(avro.schemaId());
            } else {
                out.writeNull();
            }
            write("value", value, out);
            out.writeEndObject();
        }
        line.write('\n');
        return line.toByteArray();
    }

    /** A member; {@code …Format} and {@code …Problem} follow it when the bytes are not Avro. */
    private static void write(String name, @Nullable Decoded decoded, JsonGenerator out) throws IOException {
        out.writeFieldName(name);
        if (decoded == null) {
            out.writeNull();
        } else if (decoded instanceof Decoded.Avro avro) {
            AvroJson.write(avro.schema(), avro.datum(), out);
        } else if (decoded instanceof Decoded.Text text) {
            out.writeString(text.text());
            if (name.equals("value")) {
                out.writeStringField("valueFormat", "text");
            }
            writeProblem(name, text.problem(), out);
        } else if (decoded instanceof Decoded.Binary binary) {
            out.writeString(binary.hex());
            out.writeStringField(name + "Format", "hex");
            writeProblem(name, binary.problem(), out);
        }
    }

    private static void writeProblem(String name, @Nullable String problem, JsonGenerator out) throws IOException {
        if (problem != null) {
            out.writeStringField(name + "Problem", problem);
        }
    }

    /** A header that occurs several times is an array. */
    private static void writeHeaders(Iterable<Header> headers, JsonGenerator out) throws IOException {
        Map<String, List<Header>> byName = StreamSupport.stream(headers.spliterator(), false)
                .collect(Collectors.groupingBy(Header::key, LinkedHashMap::new, Collectors.toList()));
        out.writeObjectFieldStart("headers");
        for (var entry : byName.entrySet()) {
            out.writeFieldName(entry.getKey());
            boolean several = entry.getValue().size() > 1;
            if (several) {
                out.writeStartArray();
            }
            for (Header header : entry.getValue()) {
                writeHeader(header.value(), out);
            }
            if (several) {
                out.writeEndArray();
            }
        }
        out.writeEndObject();
    }

    private static void writeHeader(byte @Nullable [] value, JsonGenerator out) throws IOException {
        if (value == null) {
            out.writeNull();
        } else if (Decoded.raw(value, null) instanceof Decoded.Text text) {
            out.writeString(text.text());
        } else {
            out.writeString(new Decoded.Binary(value, null).hex());
        }
    }
}
