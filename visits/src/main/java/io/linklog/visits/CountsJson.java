package io.linklog.visits;

import static io.linklog.mesh.etcd.JsonCodec.requireRange;

import io.linklog.mesh.etcd.JsonCodec;
import io.linklog.mesh.etcd.MalformedValueException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@link Counts} as JSON in etcd. */
public final class CountsJson {

    private static final JsonCodec<Value> CODEC = new JsonCodec<>(Value.class, 1);
    private static final int MAX_GENERATION = 1_000_000_000;

    /** The components are the JSON fields, so their names must not change. */
    private record Value(
            List<GenerationValue> held, @Nullable GenerationValue coming, List<LeavingValue> leaving) {

        static Value of(Counts counts) {
            return new Value(
                    counts.readable().stream().map(GenerationValue::of).toList(),
                    counts.pending().map(GenerationValue::of).orElse(null),
                    counts.obsolete().stream()
                            .map(one -> new LeavingValue(one.generation(), one.from()))
                            .toList());
        }

        Counts toCounts() {
            if (held.isEmpty()) {
                throw new IllegalArgumentException("'held' is empty");
            }
            return new Counts(
                    held.stream().map(GenerationValue::toGeneration).toList(),
                    Optional.ofNullable(coming).map(GenerationValue::toGeneration),
                    leaving.stream().map(LeavingValue::toObsoleteRows).toList());
        }
    }

    private record GenerationValue(
            int generation,
            Instant from,
            Instant begun,
            List<String> bots,
            @Nullable String places) {

        static GenerationValue of(Generation one) {
            return new GenerationValue(
                    one.number(),
                    one.from(),
                    one.startedAt(),
                    one.bots(),
                    one.places().orElse(null));
        }

        Generation toGeneration() {
            return new Generation(requireNumber(generation), from, begun, bots, Optional.ofNullable(places));
        }
    }

    private record LeavingValue(int generation, Instant from) {

        Counts.ObsoleteRows toObsoleteRows() {
            return new Counts.ObsoleteRows(requireNumber(generation), from);
        }
    }

    private CountsJson() {}

    /** The text of an etcd value. */
    public static String write(Counts counts) {
        return CODEC.write(Value.of(counts));
    }

    /** @throws MalformedValueException if the text is not in the format of {@link #write}; the message says why */
    public static Counts read(String text) throws MalformedValueException {
        return CODEC.read(text, Value::toCounts);
    }

    private static int requireNumber(int generation) {
        return requireRange("generation", generation, 1, MAX_GENERATION);
    }
}
