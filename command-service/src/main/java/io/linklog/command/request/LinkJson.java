package io.linklog.command.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.linklog.schemas.rules.GivenUrl;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of a body strictly: no unknown or repeated member, no text for a number. It collects all mistakes of a
 * body; a syntax error ends the reading. Thread-safe.
 *
 * <p>It reads Jackson's tokens and does not use data binding: data binding stops at the first mistake, and a batch
 * reads many thousand small bodies a second.
 */
final class LinkJson {

    /** The call that has the body. */
    enum Use {
        CREATE(EnumSet.complementOf(EnumSet.of(LinkMember.IDEMPOTENCY_KEY))),
        BATCH_LINE(EnumSet.allOf(LinkMember.class)),
        EDIT(EnumSet.complementOf(EnumSet.of(
                LinkMember.IDEMPOTENCY_KEY,
                LinkMember.BASE_VISITS,
                LinkMember.CUSTOM_SLUG,
                LinkMember.DATE_CREATED,
                LinkMember.DOMAIN,
                LinkMember.FETCH_TITLE,
                LinkMember.FIND_IF_EXISTS)));

        private final Set<LinkMember> members;

        Use(Set<LinkMember> members) {
            this.members = members;
        }
    }

    private static final Set<LinkMember> NOT_EMPTIED = EnumSet.of(
            LinkMember.CRAWLABLE,
            LinkMember.FETCH_TITLE,
            LinkMember.FIND_IF_EXISTS,
            LinkMember.FORWARD_QUERY,
            LinkMember.LONG_URL,
            LinkMember.REDIRECT_RULES,
            LinkMember.REDIRECT_STATUS,
            LinkMember.TAGS);
    private static final Pattern RFC_3339 =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)");
    private static final int DEEPEST = 20;
    private static final int LONGEST_NAME_SHOWN = 64;

    private final JsonFactory factory = new JsonFactoryBuilder()
            // callers choose the names; interning would let them fill a table of the whole process
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    /**
     * Reads one body.
     *
     * @param bytes UTF-8
     */
    LinkBody read(byte[] bytes, int from, int length, Use use) {
        LinkBody body = new LinkBody();
        char[] text = decode(bytes, from, length);
        if (text == null) {
            body.mistake("", "must be UTF-8; some bytes are not");
            return body;
        }
        try (JsonParser parser = factory.createParser(text)) {
            boolean object = readObject(parser, use, body);
            if (object && use != Use.EDIT && !body.has(LinkMember.LONG_URL)) {
                body.mistake(LinkMember.LONG_URL, "is required: the URL that the link leads to");
            }
        } catch (JsonProcessingException e) {
            body.mistake("", "must be valid JSON: " + whereAndWhy(e));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("Reading an array in memory cannot fail", e);
        }
        return body;
    }

    /** False if the body is not an object. */
    private static boolean readObject(JsonParser parser, Use use, LinkBody body) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            body.mistake("", "must be a JSON object: {\"longUrl\": \"https://…\"}");
            return false;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            LinkMember member = LinkMember.byName(name);
            if (member == null || !use.members.contains(member)) {
                body.mistake(pointer(name), member == null ? "is unknown" : refusal(member));
                parser.skipChildren();
            } else if (body.has(member)) {
                body.mistake(member.pointer(), "must be given once only");
                parser.skipChildren();
            } else {
                readValue(parser, token, member, body);
            }
        }
        if (parser.nextToken() != null) {
            body.mistake("", "must be one JSON object with nothing after it");
        }
        return true;
    }

    private static void readValue(JsonParser parser, JsonToken token, LinkMember member, LinkBody body)
            throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            if (NOT_EMPTIED.contains(member)) {
                body.mistake(member, "must not be null; " + (member.kind.isList() ? "[] removes all" : "leave it out"));
            } else {
                body.empty(member);
            }
            return;
        }
        if (member.kind == LinkMember.Kind.RULES && token == JsonToken.START_ARRAY) {
            new RuleJson(parser, body).read();
            return;
        }
        Object value =
                switch (member.kind) {
                    case TEXT -> token == JsonToken.VALUE_STRING ? parser.getText() : null;
                    case URL -> token == JsonToken.VALUE_STRING ? GivenUrl.trimmed(parser.getText()) : null;
                    case TEXTS -> token == JsonToken.START_ARRAY ? texts(parser) : null;
                    case FLAG -> token.isBoolean() ? (Object) parser.getBooleanValue() : null;
                    case NUMBER -> number(parser, token);
                    case RULES -> null;
                    case STATUS -> status(parser, token);
                    case TIME -> token == JsonToken.VALUE_STRING ? time(parser.getText()) : null;
                };
        if (value == null) {
            parser.skipChildren();
            body.mistake(member, member.kind.wrongType);
        } else {
            body.set(member, value);
        }
    }

    /** Reads to the end of the array; null if an item is not a string. */
    private static @Nullable List<String> texts(JsonParser parser) throws IOException {
        List<String> texts = new ArrayList<>();
        boolean textsOnly = true;
        JsonToken token;
        while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
            if (token == JsonToken.VALUE_STRING) {
                texts.add(parser.getText());
            } else {
                textsOnly = false;
                parser.skipChildren();
            }
        }
        return textsOnly ? texts : null;
    }

    private static @Nullable Long number(JsonParser parser, JsonToken token) throws IOException {
        if (token != JsonToken.VALUE_NUMBER_INT || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return null;
        }
        return parser.getLongValue();
    }

    private static @Nullable Integer status(JsonParser parser, JsonToken token) throws IOException {
        Long number = number(parser, token);
        return number == null || number != number.intValue() ? null : number.intValue();
    }

    /** Truncated to the millisecond, the precision of the log. */
    private static @Nullable Instant time(String text) {
        if (!RFC_3339.matcher(text).matches()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Null if the bytes are not UTF-8. Jackson's byte reader accepts some invalid sequences. */
    private static char @Nullable [] decode(byte[] bytes, int from, int length) {
        try {
            var decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
            char[] text = new char[decoded.remaining()];
            decoded.get(text);
            return text;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** What is wrong with a member that another call has. */
    private static String refusal(LinkMember member) {
        return "is not allowed in this call: "
                + (member == LinkMember.IDEMPOTENCY_KEY
                        ? "it is the header Idempotency-Key"
                        : "only a create sets it; leave it out");
    }

    private static String pointer(String name) {
        String shown = name.length() > LONGEST_NAME_SHOWN ? name.substring(0, LONGEST_NAME_SHOWN) + "…" : name;
        return "/" + shown.replace("~", "~0").replace("/", "~1");
    }

    private static String whereAndWhy(JsonProcessingException e) {
        var location = e.getLocation();
        String where =
                location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
        return e.getOriginalMessage() + where;
    }
}
