package io.linklog.mesh.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCodecTest {

    private static final JsonCodec<Sample> CODEC = new JsonCodec<>(Sample.class, 3);
    private static final Sample WHOLE = new Sample(
            "a",
            1,
            2,
            0.5,
            true,
            Colour.RED,
            Instant.parse("2026-11-23T10:00:00Z"),
            List.of("x"),
            List.of(new Part(7, "p")),
            Map.of("k", "v"),
            "n",
            new Part(8, null));
    private static final Sample BARE =
            new Sample("a", 1, 2, 0.5, true, Colour.RED, Instant.EPOCH, List.of(), List.of(), Map.of(), null, null);
    private static final String TEXT = """
                {"format":3,"text":"a","whole":1,"large":2,"decimal":0.5,"flag":true,"colour":"RED",\
                "at":"2026-11-23T10:00:00Z","texts":["x"],"parts":[{"number":7,"note":"p"}],\
                "map":{"k":"v"},"optional":"n","part":{"number":8}}""";

    enum Colour {
        RED,
        BLUE
    }

    record Part(int number, @Nullable String note) {
        Part {
            JsonCodec.requireRange("number", number, 0, 9);
        }

        /** Not a component, so not a field. */
        public boolean isOdd() {
            return number % 2 == 1;
        }
    }

    record Sample(
            String text,
            int whole,
            long large,
            double decimal,
            boolean flag,
            Colour colour,
            Instant at,
            List<String> texts,
            List<Part> parts,
            Map<String, String> map,
            @Nullable String optional,
            @Nullable Part part) {}

    @Test
    void writesTheFormatAndThenTheComponentsInTheirOrder() {
        assertThat(CODEC.write(WHOLE)).isEqualTo(TEXT);
    }

    @Test
    void doesNotWriteNullComponents() {
        assertThat(CODEC.write(BARE)).doesNotContain("optional", "part\"");
    }

    @Test
    void writesMapsInTheOrderOfTheirKeys() {
        Map<String, String> reversed = new LinkedHashMap<>();
        List.of("c", "b", "a").forEach(key -> reversed.put(key, "1"));
        Sample sample =
                new Sample("a", 1, 2, 0.5, true, Colour.RED, Instant.EPOCH, List.of(), List.of(), reversed, null, null);
        assertThat(CODEC.write(sample)).contains("{\"a\":\"1\",\"b\":\"1\",\"c\":\"1\"}");
    }

    @Test
    void readsWhatItWrote() throws Exception {
        assertThat(CODEC.read(CODEC.write(WHOLE))).isEqualTo(WHOLE);
        assertThat(CODEC.read(CODEC.write(BARE))).isEqualTo(BARE);
    }

    @Test
    void readsNullAsMissingAndAWholeNumberAsADecimal() throws Exception {
        String text = CODEC.write(BARE).replace("\"decimal\":0.5", "\"decimal\":2,\"optional\":null");
        assertThat(CODEC.read(text).decimal()).isEqualTo(2);
        assertThat(CODEC.read(text).optional()).isNull();
    }

    @Test
    void ignoresUnknownFields() throws Exception {
        String newer = TEXT.replace("\"number\":8", "\"number\":8,\"other\":[1]")
                .replace("{\"format\"", "{\"x\":{},\"format\"");
        assertThat(CODEC.read(newer)).isEqualTo(WHOLE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"format\":3, | '' | 'format' is missing, not 3",
                "\"format\":3 | \"format\":\"3\" | 'format' is \"3\", not 3",
                "\"text\":\"a\" | \"text\":1 | 'text' is 1, not text",
                "\"text\":\"a\" | \"text\":true | 'text' is true, not text",
                "\"text\":\"a\" | \"text\":1.5 | 'text' is 1.5, not text",
                "\"text\":\"a\" | \"text\":null | 'text' is null, not text",
                "\"text\":\"a\" | \"text\":[\"a\"] | 'text' is [\"a\"], not text",
                "\"text\":\"a\", | '' | 'text' is missing, not text",
                "\"whole\":1 | \"whole\":\"1\" | 'whole' is \"1\", not a whole number",
                "\"whole\":1 | \"whole\":1.0 | 'whole' is 1.0, not a whole number",
                "\"whole\":1 | \"whole\":true | 'whole' is true, not a whole number",
                "\"whole\":1 | \"whole\":null | 'whole' is null, not a whole number",
                "\"whole\":1 | \"whole\":3000000000 | 'whole' is 3000000000, not a whole number of this size",
                "\"large\":2 | \"large\":99999999999999999999 | 'large' is 99999999999999999999, not a whole number of",
                "\"large\":2 | \"large\":\"\" | 'large' is \"\", not a whole number",
                "\"decimal\":0.5 | \"decimal\":\"0.5\" | 'decimal' is \"0.5\", not a number",
                "\"flag\":true | \"flag\":0 | 'flag' is 0, not true or false",
                "\"flag\":true | \"flag\":\"true\" | 'flag' is \"true\", not true or false",
                "\"colour\":\"RED\" | \"colour\":\"GREEN\" | 'colour' is \"GREEN\", not RED or BLUE",
                "\"colour\":\"RED\" | \"colour\":0 | 'colour' is 0, not RED or BLUE",
                "\"colour\":\"RED\" | \"colour\":\"\" | 'colour' is \"\", not RED or BLUE",
                "2026-11-23T10:00:00Z | yesterday | 'at' is \"yesterday\", not a time",
                "\"2026-11-23T10:00:00Z\" | 1 | 'at' is 1, not a time",
                "[\"x\"] | \"x\" | 'texts' is \"x\", not a list",
                "[\"x\"] | [null] | 'texts[0]' is null, not text",
                "[\"x\"] | [\"x\",2] | 'texts[1]' is 2, not text",
                "\"number\":7 | \"number\":\"7\" | 'parts[0].number' is \"7\", not a whole number",
                "\"number\":7 | \"number\":70 | 'number' is 70, not a whole number from 0 to 9",
                "{\"k\":\"v\"} | {\"k\":1} | 'map.k' is 1, not text",
                "{\"k\":\"v\"} | [] | 'map' is [], not an object",
                "{\"number\":8} | 8 | 'part' is 8, not an object",
            })
    void namesTheFieldThatIsWrong(String right, String wrong, String reason) {
        assertThat(TEXT).contains(right);
        assertThatThrownBy(() -> CODEC.read(TEXT.replace(right, wrong)))
                .isInstanceOf(MalformedValueException.class)
                .hasMessageStartingWith(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "7", "{", "{} {}"})
    void rejectsWhatIsNotOneObject(String text) {
        assertThatThrownBy(() -> CODEC.read(text)).isInstanceOf(MalformedValueException.class);
    }

    @Test
    void rejectsWhatTheConversionRejects() {
        assertThatThrownBy(() -> CODEC.read(TEXT, sample -> {
                    throw new IllegalArgumentException("not like this");
                }))
                .isInstanceOf(MalformedValueException.class)
                .hasMessage("not like this");
    }
}
