package io.linklog.schemas.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks the registry's rule (BACKWARD_TRANSITIVE) in the build: today's schemas must read all released data. Released
 * schemas must also read today's data. {@code released/N/} has the complete schemas of release N. A release adds a
 * folder; existing folders never change.
 */
class CompatibilityTest {

    private static final Path RELEASED = Path.of("released");

    static List<Topic> topics() {
        return Topics.ALL;
    }

    @ParameterizedTest
    @MethodSource("topics")
    void theCurrentSchemaReadsRecordsOfEveryReleasedSchema(Topic topic) throws IOException {
        List<Schema> released = released(topic.valueSchema().getName());
        assertThat(released).as("released schemas of " + topic.name()).isNotEmpty();
        SchemaValidator readsAll =
                new SchemaValidatorBuilder().canReadStrategy().validateAll();
        assertThatCode(() -> readsAll.validate(topic.valueSchema(), released)).doesNotThrowAnyException();
    }

    /** While instances are upgraded one by one, those of the version before read what the new ones write. */
    @ParameterizedTest
    @MethodSource("topics")
    void everyReleasedSchemaReadsRecordsOfTheCurrentSchema(Topic topic) throws IOException {
        SchemaValidator isReadByAll =
                new SchemaValidatorBuilder().canBeReadStrategy().validateAll();
        assertThatCode(() -> isReadByAll.validate(
                        topic.valueSchema(), released(topic.valueSchema().getName())))
                .doesNotThrowAnyException();
    }

    private static List<Schema> released(String record) throws IOException {
        try (Stream<Path> files = Files.walk(RELEASED)) {
            return files.filter(file -> file.getFileName().toString().equals(record + ".avsc"))
                    .sorted()
                    .map(CompatibilityTest::parse)
                    .toList();
        }
    }

    private static Schema parse(Path file) {
        try {
            return new Schema.Parser().parse(Files.readString(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
