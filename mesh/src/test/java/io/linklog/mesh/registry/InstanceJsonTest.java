package io.linklog.mesh.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.InvalidJson;
import io.linklog.mesh.etcd.MalformedValueException;
import java.time.Instant;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceJsonTest {

    private static final Instance UP = Instances.up("query", "q-1");

    @Property(tries = 200)
    void readsWhatItWrote(
            @ForAll @AlphaChars @StringLength(min = 1, max = 128) String id,
            @ForAll @IntRange(max = 65_535) int port,
            @ForAll InstanceState state,
            @ForAll String zone,
            @ForAll @IntRange(max = 1_000_000) int weight,
            @ForAll @IntRange(min = 1) int hashId,
            @ForAll @LongRange(min = 1) long generation,
            @ForAll @LongRange(min = 0, max = 4_000_000_000_000L) long startedAt,
            @ForAll Map<String, String> metadata)
            throws Exception {
        Instance instance = Instance.builder("s", id, "host", port)
                .adminPort(port)
                .state(state)
                .zone(zone)
                .version("v")
                .weight(weight)
                .hashId(hashId)
                .generation(generation)
                .startedAt(Instant.ofEpochMilli(startedAt))
                .metadata(metadata)
                .build();
        assertThat(InstanceJson.read(Instances.KEYS, Instances.item(instance, generation)))
                .isEqualTo(instance);
    }

    @Test
    void hasTheDocumentedFieldsInTheDocumentedOrder() {
        assertThat(InstanceJson.write(UP)).isEqualTo("""
                {"format":1,"service":"query","id":"q-1","host":"10.0.0.1","port":8080,"adminPort":9080,\
                "state":"UP","zone":"a","version":"1.0","weight":100,"hashId":1,\
                "startedAt":"2026-11-23T10:00:00Z","metadata":{"rack":"7"}}""");
    }

    @Test
    void ignoresUnknownFields() throws Exception {
        assertThat(read(InstanceJson.write(UP).replace("{\"format\"", "{\"colour\":[1],\"format\"")))
                .isEqualTo(UP.withGeneration(5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"format\":1        | \"format\":2          | 'format'",
                "\"format\":1        | \"format\":\"1\"    | 'format'",
                "\"port\":8080       | \"port\":65536        | 'port'",
                "\"port\":8080       | \"port\":-1           | 'port'",
                "\"port\":8080       | \"port\":80.5         | 'port'",
                "\"port\":8080       | \"port\":99999999999  | 'port'",
                "\"port\":8080       | \"p\":1               | 'port'",
                "\"weight\":100      | \"weight\":-1         | 'weight'",
                "\"weight\":100      | \"weight\":1000001    | 'weight'",
                "\"hashId\":1        | \"hashId\":0          | 'hashId'",
                "\"state\":\"UP\"  | \"state\":\"ILL\"   | ILL",
                "\"service\":\"query\" | \"service\":\"other\" | other/q-1",
                "\"id\":\"q-1\"    | \"id\":\"q-2\"      | query/q-2",
                "\"id\":\"q-1\"    | \"id\":\"q/1\"      | query/q/1",
                "\"id\":\"q-1\"    | \"id\":7              | 'id'",
                "\"version\":\"1.0\" | \"version\":1.0       | 'version'",
                "\"version\":\"1.0\" | \"v\":\"1.0\"         | 'version'",
                "\"host\":\"10.0.0.1\" | \"host\":\" \"  | 'host'",
                "2026-11-23T10:00:00Z  | yesterday               | yesterday",
                "{\"rack\":\"7\"}  | []                      | 'metadata'",
                "{\"rack\":\"7\"}  | {\"rack\":7}          | rack",
            })
    void rejectsAnInvalidValueWithTheReason(String right, String wrong, String reason) {
        InvalidJson.assertRejected(InstanceJson.write(UP), right, wrong, reason, InstanceJsonTest::read);
    }

    @Property(tries = 500)
    void rejectsAnyOtherTextWithAMessage(@ForAll String text) {
        InvalidJson.assertReadOrRejected(text, InstanceJsonTest::read);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''", "null", "[]", "7", "{", "{} {}"})
    void rejectsWhatIsNotAnObject(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(MalformedValueException.class);
    }

    private static Instance read(String text) throws MalformedValueException {
        return InstanceJson.read(
                Instances.KEYS, new Etcd.Entry(Instances.KEYS.instance("query", "q-1"), text, 5, 5, 1));
    }
}
