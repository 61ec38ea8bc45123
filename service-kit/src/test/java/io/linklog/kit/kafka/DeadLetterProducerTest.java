package io.linklog.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.topics.DeadLetterHeaders;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** A letter fits into its topic, whatever its record is. */
class DeadLetterProducerTest {

    private static final int MEGABYTE = 1024 * 1024;

    @Property(tries = 200)
    void aLetterIsNeverLongerThanTheTopicAccepts(
            @ForAll @IntRange(min = 0, max = 3 * MEGABYTE) int keyBytes,
            @ForAll @IntRange(min = 0, max = 3 * MEGABYTE) int valueBytes,
            @ForAll @IntRange(min = 0, max = MEGABYTE) int headerBytes,
            @ForAll @IntRange(min = 0, max = 100_000) int reasonLength) {
        var record = new ConsumerRecord<>("links", 1, 2, new byte[keyBytes], new byte[valueBytes]);
        record.headers().add("h", new byte[headerBytes]);
        var letter = DeadLetterProducer.letter(
                "links.dlq", record, new IllegalStateException("x".repeat(reasonLength)), Map.of("more", "m"));
        int size = letter.key().length + letter.value().length + 1_000; // and what frames a record
        for (Header header : letter.headers()) {
            size += header.key().length() + header.value().length;
        }
        assertThat(size).isLessThan(2 * MEGABYTE);
        boolean cut = DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.CUT_TO_BYTES)
                .isPresent();
        assertThat(cut).isEqualTo(letter.key().length < keyBytes || letter.value().length < valueBytes);
    }
}
