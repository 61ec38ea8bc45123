package io.linklog.topology.rebuild.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PartitionMarkTest {

    @Test
    void aMarkIsReadAsItWasWritten() {
        PartitionMark mark = new PartitionMark(17, 4_711, new long[] {3, 0, 9});
        assertThat(new String(mark.toBytes(), StandardCharsets.US_ASCII)).isEqualTo("17 4711 3 0 9");
        assertThat(PartitionMark.parse(mark.toBytes(), 3)).isEqualTo(mark);
        assertThat(PartitionMark.parse(mark.toBytes(), 4))
                .as("of other partitions")
                .isNull();
        assertThat(PartitionMark.parse(null, 3)).isNull();
    }

    @Test
    void storesAreWholeTogetherOnlyWithTheSameMark() {
        PartitionMark mark = new PartitionMark(17, 1, new long[] {3, 5});
        PartitionMark older = new PartitionMark(16, 1, new long[] {3, 5});
        assertThat(new StoreMarks(mark, mark, mark, null).common()).isEqualTo(mark);
        assertThat(new StoreMarks(mark, older, mark, null).common()).isNull();
        assertThat(new StoreMarks(mark, null, mark, null).common()).isNull();
        assertThat(new StoreMarks(null, null, older, null).nextCommand()).isEqualTo(16);
    }

    @Test
    void eventsThatAreMissingDependOnWhichStoreIsLost() {
        PartitionMark mark = new PartitionMark(17, 1, new long[] {3, 5});
        StoreMarks withoutLinks = new StoreMarks(null, mark, mark, null);
        assertThat(withoutLinks.missEventsFrom(0, true)).isZero();
        assertThat(withoutLinks.missEventsFrom(1, false)).isEqualTo(5);
        StoreMarks withoutUrls = new StoreMarks(mark, mark, null, null);
        assertThat(withoutUrls.missEventsFrom(1, false)).isZero();
        StoreMarks withoutKeys = new StoreMarks(mark, null, mark, null);
        assertThat(withoutKeys.missEventsFrom(0, true)).isEqualTo(3);
    }
}
