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

    private final RecordedTracing belowSampleRate = new RecordedTracing(0.01, 0.0099);
    private final RecordedTracing atSampleRate = new RecordedTracing(0.01, 0.01);

    @Test
    void theCallersDecisionIsKeptAndOtherRequestsAreSampledAtRandom() {
        assertThat(belowSampleRate.tracing.shouldSample(null, null)).isTrue();
        assertThat(atSampleRate.tracing.shouldSample(null, null)).isFalse();
        assertThat(belowSampleRate.tracing.shouldSample(UNSAMPLED, null)).isFalse();
        assertThat(atSampleRate.tracing.shouldSample(SAMPLED, null)).isTrue();
        assertThat(new RecordedTracing(0, 0).tracing.shouldSample(null, null)).isFalse();
    }

    @Test
    void onlyTheForceKeyOverridesTheSamplingDecision() {
        assertThat(atSampleRate.tracing.shouldSample(UNSAMPLED, RecordedTracing.KEY))
                .isTrue();
        assertThat(atSampleRate.tracing.shouldSample(null, RecordedTracing.KEY)).isTrue();
        assertThat(atSampleRate.tracing.shouldSample(UNSAMPLED, "pleas")).isFalse();
        assertThat(atSampleRate.tracing.shouldSample(null, "")).isFalse();
    }

    @Test
    void withTracingOffNothingIsSampledAndContextIsPropagated() {
        Tracing off = Tracing.off();
        assertThat(off.shouldSample(SAMPLED, RecordedTracing.KEY)).isFalse();
        SpanContext parent = TraceParent.parse(SAMPLED);
        Span span = off.start(SpanKind.SERVER, "any", parent);
        assertThat(span.isRecording()).isFalse();
        assertThat(TraceParent.of(span.getSpanContext())).isEqualTo(SAMPLED);
    }

    @Test
    void aSpanNamesTheProcessThatMadeIt() {
        belowSampleRate
                .tracing
                .start(SpanKind.SERVER, "any", SpanContext.getInvalid())
                .end();
        SpanData span = belowSampleRate.spans().get(0);
        assertThat(span.getParentSpanContext().isValid()).isFalse();
        assertThat(span.getResource().getAttributes().asMap().toString())
                .contains("service.name=service")
                .contains("service.instance.id=service-1")
                .contains("service.version=1.0");
    }

    @Test
    void aRecordsProcessingSpanIsAChildOfItsSenderAndLinksToIt() {
        KafkaSpans kafka = new KafkaSpans(belowSampleRate.tracing);
        var headers = new RecordHeaders();
        Span send = kafka.send("links", 3, "key", TraceParent.parse(SAMPLED));
        KafkaSpans.put(send.getSpanContext(), headers);
        send.end();
        assertThat(kafka.isSampled(headers)).isTrue();
        kafka.process("links", 3, 17, "key", KafkaSpans.context(headers)).end();

        SpanData sent = belowSampleRate.spans().get(0);
        SpanData processed = belowSampleRate.spans().get(1);
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
        KafkaSpans kafka = new KafkaSpans(belowSampleRate.tracing);
        var headers = new RecordHeaders();
        KafkaSpans.put(
                kafka.send("links", 3, null, TraceParent.parse(UNSAMPLED)).getSpanContext(), headers);
        assertThat(kafka.isSampled(headers)).isFalse();
        assertThat(TraceParent.of(KafkaSpans.context(headers))).isEqualTo(UNSAMPLED);
        assertThat(kafka.isSampled(new RecordHeaders())).isFalse();
        assertThat(kafka.isSampled(new RecordHeaders().add(TraceParent.HEADER, new byte[] {1})))
                .isFalse();
        assertThat(kafka.isSampled(new RecordHeaders().add(TraceParent.HEADER, null)))
                .isFalse();
        assertThat(belowSampleRate.spans()).isEmpty();
    }

    @Test
    void tracingIsOffByDefaultAndInvalidSettingsAreReported() {
        Env none = new Env(Map.of());
        TracingSettings settings = TracingSettings.from(none, RegistrationSettings.withoutHttp(none, "service", 1));
        none.check();
        assertThat(settings.endpoint()).isEmpty();
        assertThat(settings.sampleRate()).isEqualTo(0.01);
        assertThat(settings.forceKey()).isEqualTo(Optional.empty());
        assertThat(Tracing.open(settings, new SimpleMeterRegistry()).isOn()).isFalse();

        Env invalid = new Env(Map.of("LINKLOG_OTLP_ENDPOINT", "collector:4318", "LINKLOG_TRACE_SAMPLE", "1%"));
        TracingSettings.from(invalid, RegistrationSettings.withoutHttp(invalid, "service", 1));
        Assertions.assertThatThrownBy(invalid::check)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("LINKLOG_OTLP_ENDPOINT")
                .hasMessageContaining("LINKLOG_TRACE_SAMPLE")
                .hasMessageContaining("10000");
    }
}
