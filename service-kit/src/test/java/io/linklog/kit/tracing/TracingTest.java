package io.linklog.kit.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.registration.RegistrationSettings;
import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.InvalidSettingsException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class TracingTest {

    private static final String SAMPLED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String UNSAMPLED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

    private final Recorded drawn = new Recorded(0.01, 0.0099);
    private final Recorded notDrawn = new Recorded(0.01, 0.01);

    @Test
    void theCallersSamplingDecisionIsKeptAndElseAShareIsSampled() {
        assertThat(drawn.tracing.follows(null, null)).isTrue();
        assertThat(notDrawn.tracing.follows(null, null)).isFalse();
        assertThat(drawn.tracing.follows(UNSAMPLED, null)).isFalse();
        assertThat(notDrawn.tracing.follows(SAMPLED, null)).isTrue();
        assertThat(new Recorded(0, 0).tracing.follows(null, null)).isFalse();
    }

    @Test
    void onlyTheForceKeySamplesARequestOnDemand() {
        assertThat(notDrawn.tracing.follows(UNSAMPLED, Recorded.KEY)).isTrue();
        assertThat(notDrawn.tracing.follows(null, Recorded.KEY)).isTrue();
        assertThat(notDrawn.tracing.follows(UNSAMPLED, "pleas")).isFalse();
        assertThat(notDrawn.tracing.follows(null, "")).isFalse();
    }

    @Test
    void withTracingOffNothingIsSampledAndContextIsPropagated() {
        Tracing off = Tracing.off();
        assertThat(off.follows(SAMPLED, Recorded.KEY)).isFalse();
        SpanContext parent = TraceParent.parse(SAMPLED);
        Span span = off.start(SpanKind.SERVER, "any", parent);
        assertThat(span.isRecording()).isFalse();
        assertThat(TraceParent.of(span.getSpanContext())).isEqualTo(SAMPLED);
    }

    @Test
    void aSpanNamesTheProcessThatMadeIt() {
        drawn.tracing.start(SpanKind.SERVER, "any", SpanContext.getInvalid()).end();
        SpanData span = drawn.spans().get(0);
        assertThat(span.getParentSpanContext().isValid()).isFalse();
        assertThat(span.getResource().getAttributes().asMap().toString())
                .contains("service.name=service")
                .contains("service.instance.id=service-1")
                .contains("service.version=1.0");
    }

    @Test
    void aRecordsProcessingSpanIsAChildOfItsSenderAndLinksToIt() {
        KafkaSpans kafka = new KafkaSpans(drawn.tracing);
        var headers = new RecordHeaders();
        Span send = kafka.send("links", 3, "key", TraceParent.parse(SAMPLED));
        KafkaSpans.put(send.getSpanContext(), headers);
        send.end();
        assertThat(kafka.follows(headers)).isTrue();
        kafka.process("links", 3, 17, "key", KafkaSpans.context(headers)).end();

        SpanData sent = drawn.spans().get(0);
        SpanData processed = drawn.spans().get(1);
        assertThat(sent.getName()).isEqualTo("send links");
        assertThat(sent.getKind()).isEqualTo(SpanKind.PRODUCER);
        assertThat(processed.getName()).isEqualTo("process links");
        assertThat(processed.getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(processed.getTraceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(processed.getParentSpanId()).isEqualTo(sent.getSpanId());
        assertThat(processed.getLinks())
                .extracting(link -> link.getSpanContext().getSpanId())
                .containsExactly(sent.getSpanId());
        assertThat(processed.getAttributes().asMap().toString())
                .contains("messaging.system=kafka")
                .contains("messaging.destination.name=links")
                .contains("messaging.destination.partition.id=3")
                .contains("messaging.kafka.offset=17")
                .contains("messaging.kafka.message.key=key");
    }

    @Test
    void aRecordOfAnUnsampledTraceHasNoSpansAndItsContextIsPropagated() {
        KafkaSpans kafka = new KafkaSpans(drawn.tracing);
        var headers = new RecordHeaders();
        KafkaSpans.put(
                kafka.send("links", 3, null, TraceParent.parse(UNSAMPLED)).getSpanContext(), headers);
        assertThat(kafka.follows(headers)).isFalse();
        assertThat(TraceParent.of(KafkaSpans.context(headers))).isEqualTo(UNSAMPLED);
        assertThat(kafka.follows(new RecordHeaders())).isFalse();
        assertThat(kafka.follows(new RecordHeaders().add(TraceParent.HEADER, new byte[] {1})))
                .isFalse();
        assertThat(kafka.follows(new RecordHeaders().add(TraceParent.HEADER, null)))
                .isFalse();
        assertThat(drawn.spans()).isEmpty();
    }

    @Test
    void byDefaultNothingIsTracedAndWrongSettingsAreReported() {
        Env none = new Env(Map.of());
        TracingSettings settings = TracingSettings.from(none, RegistrationSettings.withoutHttp(none, "service", 1));
        none.check();
        assertThat(settings.endpoint()).isEmpty();
        assertThat(settings.share()).isEqualTo(0.01);
        assertThat(settings.key()).isEqualTo(Optional.empty());
        assertThat(Tracing.open(settings, new SimpleMeterRegistry()).isOn()).isFalse();

        Env mistaken = new Env(Map.of("LINKLOG_OTLP_ENDPOINT", "collector:4318", "LINKLOG_TRACE_SAMPLE", "1%"));
        TracingSettings.from(mistaken, RegistrationSettings.withoutHttp(mistaken, "service", 1));
        Assertions.assertThatThrownBy(mistaken::check)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("LINKLOG_OTLP_ENDPOINT")
                .hasMessageContaining("LINKLOG_TRACE_SAMPLE")
                .hasMessageContaining("10000");
    }
}
