package io.linklog.kit.tracing;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.InternalTelemetryVersion;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.semconv.SchemaUrls;
import io.opentelemetry.semconv.ServiceAttributes;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** Opens {@link Tracing} with OpenTelemetry's SDK. */
public final class SdkTracing {

    /** The maximum number of queued spans, about 1 KB each. A full queue drops spans; requests never wait for it. */
    private static final int QUEUE_SIZE = 4_096;

    private static final int BATCH_SIZE = 512;
    /** A trace is complete at the collector a second after its end. The SDK's default is five seconds. */
    private static final Duration EXPORT_INTERVAL = Duration.ofSeconds(1);

    private static final Duration EXPORT_DEADLINE = Duration.ofSeconds(5);
    private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(2);
    private static final int CLOSE_DEADLINE_SECONDS = 5;
    /** The maximum length of an attribute value. The longest values are URLs. */
    private static final int MAX_VALUE_LENGTH = 2_048;

    private SdkTracing() {}

    static Tracing open(TracingSettings settings, URI endpoint, MeterRegistry meters) {
        SpanCounts counts = new SpanCounts();
        SdkMeterProvider sdkMeters =
                SdkMeterProvider.builder().registerMetricReader(counts).build();
        SpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint + "/v1/traces")
                .setConnectTimeout(CONNECT_DEADLINE)
                .setTimeout(EXPORT_DEADLINE)
                .setMeterProvider(sdkMeters)
                .setInternalTelemetryVersion(InternalTelemetryVersion.LATEST)
                .build();
        SpanProcessor batches = BatchSpanProcessor.builder(exporter)
                .setMaxQueueSize(QUEUE_SIZE)
                .setMaxExportBatchSize(BATCH_SIZE)
                .setScheduleDelay(EXPORT_INTERVAL)
                .setExporterTimeout(EXPORT_DEADLINE)
                .setMeterProvider(sdkMeters)
                .setInternalTelemetryVersion(InternalTelemetryVersion.LATEST)
                .build();
        SpanMeters.bind(counts, meters);
        return withProcessor(
                settings, batches, () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * Opens tracing that passes its spans to a processor. Ignores the endpoint of the settings.
     *
     * @param random numbers from 0 inclusive to 1 exclusive; a number below the sample rate samples a request
     */
    public static Tracing withProcessor(TracingSettings settings, SpanProcessor processor, DoubleSupplier random) {
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault().toBuilder()
                        .put(ServiceAttributes.SERVICE_NAME, settings.service())
                        // a literal, because this attribute is not stable and has no constant in the stable artifact
                        .put("service.instance.id", settings.instanceId())
                        .put(ServiceAttributes.SERVICE_VERSION, settings.version())
                        .build())
                // Tracing makes the sampling decision; only sampled spans reach the SDK
                .setSampler(Sampler.alwaysOn())
                .setSpanLimits(SpanLimits.builder()
                        .setMaxAttributeValueLength(MAX_VALUE_LENGTH)
                        .build())
                .addSpanProcessor(processor)
                .build();
        return new Tracing(
                provider.tracerBuilder("io.linklog")
                        .setInstrumentationVersion(settings.version())
                        .setSchemaUrl(SchemaUrls.V1_37_0)
                        .build(),
                settings.sampleRate(),
                settings.forceKey(),
                random,
                () -> provider.shutdown().join(CLOSE_DEADLINE_SECONDS, TimeUnit.SECONDS));
    }
}
