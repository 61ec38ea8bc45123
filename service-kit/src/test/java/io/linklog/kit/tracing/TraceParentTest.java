package io.linklog.kit.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanContext;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TraceParentTest {

    private static final String GOOD = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void readsAndWritesWellFormedHeaders() {
        SpanContext context = TraceParent.parse(GOOD);
        assertThat(context.getTraceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(context.getSpanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(context.isSampled()).isTrue();
        assertThat(context.isRemote()).isTrue();
        assertThat(TraceParent.of(context)).isEqualTo(GOOD);
        assertThat(TraceParent.isSampled(GOOD)).isTrue();
    }

    @Test
    void onlyTheLastBitIsTheSampledFlag() {
        for (String flags : List.of("00", "02", "fe")) {
            String header = GOOD.replace("-01", "-" + flags);
            assertThat(TraceParent.isSampled(header)).as(flags).isFalse();
            assertThat(TraceParent.parse(header).isSampled()).as(flags).isFalse();
            assertThat(TraceParent.parse(header).isValid()).as(flags).isTrue();
        }
        assertThat(TraceParent.isSampled(GOOD.replace("-01", "-03"))).isTrue();
    }

    @Test
    void aMalformedHeaderIsIgnored() {
        assertThat(TraceParent.parse(null).isValid()).isFalse();
        for (String bad : List.of(
                "",
                "1",
                GOOD.toUpperCase(Locale.ROOT),
                GOOD + "-more",
                GOOD.substring(1),
                GOOD.replace("00-4", "ff-4"),
                GOOD.replace('-', '_'),
                GOOD.replace("-01", "-0g"),
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01")) {
            assertThat(TraceParent.parse(bad).isValid()).as(bad).isFalse();
        }
    }

    @Property
    void noInputThrows(@ForAll String text) {
        TraceParent.parse(text);
        TraceParent.isSampled(text);
        TraceParent.parse(GOOD.substring(0, 20) + text);
    }
}
