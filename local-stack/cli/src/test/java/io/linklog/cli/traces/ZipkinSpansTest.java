package io.linklog.cli.traces;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ZipkinSpansTest {

    private final ObjectMapper json = new ObjectMapper();
    private final ZipkinSpans translation = new ZipkinSpans();

    @Test
    void aSpanIsTranslatedAsTheSpecificationSays() throws Exception {
        Span span = Span.newBuilder()
                .setTraceId(id("4bf92f3577b34da6a3ce929d0e0e4736"))
                .setSpanId(id("00f067aa0ba902b7"))
                .setParentSpanId(id("b7ad6b7169203331"))
                .setName("SELECT links")
                .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
                .setStartTimeUnixNano(1_700_000_000_000_001_999L)
                .setEndTimeUnixNano(1_700_000_000_000_005_999L)
                .addAttributes(text("db.system.name", "cassandra"))
                .addAttributes(KeyValue.newBuilder()
                        .setKey("server.port")
                        .setValue(AnyValue.newBuilder().setIntValue(9042)))
                .setStatus(Status.newBuilder()
                        .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                        .setMessage("away"))
                .build();
        // read back, so that numbers are of the same kind
        assertThat(json.readTree(translation.of(List.of(received(span))).toString()))
                .isEqualTo(json.readTree("""
                [{"traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "id": "00f067aa0ba902b7",
                  "parentId": "b7ad6b7169203331",
                  "name": "SELECT links", "kind": "CLIENT", "timestamp": 1700000000000001, "duration": 4,
                  "localEndpoint": {"serviceName": "query-service"}, "remoteEndpoint": {"serviceName": "cassandra"},
                  "tags": {"service.instance.id": "query-1", "db.system.name": "cassandra", "server.port": "9042",
                           "otel.status_code": "ERROR", "error": "away"}}]"""));
    }

    @Test
    void aSpanWithoutParentKindAndDurationIsARootThatTookAMoment() {
        Span span = Span.newBuilder()
                .setTraceId(id("4bf92f3577b34da6a3ce929d0e0e4736"))
                .setSpanId(id("00f067aa0ba902b7"))
                .setStartTimeUnixNano(1_999)
                .setEndTimeUnixNano(1_999)
                .build();
        var zipkin = translation.of(List.of(received(span))).get(0);
        assertThat(zipkin.has("parentId")).isFalse();
        assertThat(zipkin.has("kind")).isFalse();
        assertThat(zipkin.path("duration").asLong()).isEqualTo(1);
    }

    private static ResourceSpans received(Span span) {
        return ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder()
                        .addAttributes(text("service.name", "query-service"))
                        .addAttributes(text("service.instance.id", "query-1")))
                .addScopeSpans(ScopeSpans.newBuilder().addSpans(span))
                .build();
    }

    private static KeyValue text(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private static ByteString id(String hex) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hex));
    }
}
