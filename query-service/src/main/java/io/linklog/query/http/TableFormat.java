package io.linklog.query.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.linklog.kit.http.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The format of an answer with rows: one JSON document, or lines for other programs. */
public enum TableFormat {
    JSON("application/json"),
    CSV("text/csv; charset=utf-8"),
    NDJSON("application/x-ndjson");

    private static final ObjectMapper MAPPER = Json.mapper();

    private final String mediaType;

    TableFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /** The format that the parameter {@code format} names, else the one in {@code Accept}, else JSON. */
    public static TableFormat of(Context ctx, QueryParameters parameters) {
        String accept = ctx.header("Accept");
        String usual = accept == null
                ? "json"
                : accept.startsWith("text/csv") ? "csv" : accept.startsWith(NDJSON.mediaType) ? "ndjson" : "json";
        return switch (parameters.oneOf("format", usual, "json", "csv", "ndjson")) {
            case "csv" -> CSV;
            case "ndjson" -> NDJSON;
            default -> JSON;
        };
    }

    /**
     * Answers rows as lines.
     *
     * @param rows records whose members are the columns
     */
    public <R extends Record> void writeLines(Context ctx, Class<R> type, List<R> rows) {
        StringBuilder text = new StringBuilder();
        try {
            if (this == CSV) {
                text.append(Arrays.stream(type.getRecordComponents())
                                .map(component -> component.getName())
                                .collect(Collectors.joining(",")))
                        .append("\r\n");
                for (R row : rows) {
                    text.append(csv(row)).append("\r\n");
                }
            } else {
                for (R row : rows) {
                    text.append(MAPPER.writeValueAsString(row)).append('\n');
                }
            }
        } catch (JsonProcessingException | ReflectiveOperationException e) {
            throw new IllegalStateException("Rows consist of numbers, texts and times", e);
        }
        ctx.contentType(mediaType);
        ctx.header("Cache-Control", "no-store");
        ctx.result(text.toString());
    }

    private static String csv(Record row) throws ReflectiveOperationException {
        List<String> cells = new ArrayList<>();
        for (var component : row.getClass().getRecordComponents()) {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            cells.add(cell(accessor.invoke(row)));
        }
        return String.join(",", cells);
    }

    // RFC 4180. A leading quote stops spreadsheets from running a formula: visitors choose referrers and user agents.
    private static String cell(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        if (!(value instanceof Number) && !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0) {
            text = "'" + text;
        }
        return text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? '"' + text.replace("\"", "\"\"") + '"'
                : text;
    }
}
