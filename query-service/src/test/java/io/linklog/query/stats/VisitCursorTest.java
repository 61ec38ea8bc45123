package io.linklog.query.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.kit.http.ProblemException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class VisitCursorTest {

    private static final LocalDate TODAY = LocalDate.parse("2026-06-01");

    @Test
    void aCursorIsReadAsItWasWritten() {
        VisitCursor cursor = new VisitCursor(TODAY, ByteBuffer.wrap(new byte[] {1, 2}));
        assertThat(VisitCursor.parse(cursor.text(), TODAY)).isEqualTo(cursor);
    }

    @Test
    void aWalkNeverBeginsInTheFuture() {
        for (String forged : new String[] {"1.9999-12-31.", "1.+999999999-12-31.", "1.2026-06-03."}) {
            assertThatThrownBy(() -> VisitCursor.parse(forged, TODAY))
                    .as(forged)
                    .isInstanceOf(ProblemException.class);
        }
        assertThat(VisitCursor.parse("1.2026-06-02.", TODAY).day())
                .as("the clock of another instance may be ahead")
                .isEqualTo("2026-06-02");
    }
}
