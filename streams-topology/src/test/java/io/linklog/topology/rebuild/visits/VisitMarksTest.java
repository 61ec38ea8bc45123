package io.linklog.topology.rebuild.visits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VisitMarksTest {

    @Test
    void aMarkIsReadAsItWasWritten() {
        assertThat(VisitMarks.parse(VisitMarks.toBytes(4_711))).isEqualTo(4_711);
        assertThat(VisitMarks.parse(null)).isNull();
    }

    @Test
    void storesAreWholeTogetherOnlyWithTheSameMark() {
        assertThat(new VisitMarks(7L, 7L).common()).isEqualTo(7);
        assertThat(new VisitMarks(7L, 8L).common()).isNull();
        assertThat(new VisitMarks(null, 8L).common()).isNull();
        assertThat(new VisitMarks(null, null).areMissing()).isTrue();
        assertThat(new VisitMarks(7L, 8L).next()).isEqualTo(8);
    }
}
