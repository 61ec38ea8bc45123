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

/** {@link Tracing} by OpenTelemetry's SDK. */
public final class SdkTracing {

    /** About 1 KB each; full, spans are dropped and counted: nobody waits for a collector. */
    private static final int QUEUE = 4_096;

    private static final int BATCH = 512;
    /** A trace is seen whole a second after its end; the SDK's five would make looking at one a wait. */
    private static final Duration EVERY = Duration.ofSeconds(1);

    private static final Duration EXPORT_DEADLINE = Duration.ofSeconds(5);
    private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(2);
    private static final int CLOSE_DEADLINE_SECONDS = 5;
    /** A URL is the longest text we put into one. */
    private static final int LONGEST_VALUE = 2_048;

    private SdkTracing() {}

    static Tracing open(TracingSettings settings, URI endpoint, MeterRegistry meters) {
        SpanCounts counts = new SpanCounts();
        SdkMeterProvider own =
                SdkMeterProvider.builder().registerMetricReader(counts).build();
        SpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint + "/v1/traces")
                .setConnectTimeout(CONNECT_DEADLINE)
                .setTimeout(EXPORT_DEADLINE)
                .setMeterProvider(own)
                .setInternalTelemetryVersion(InternalTelemetryVersion.LATEST)
                .build();
        SpanProcessor batches = BatchSpanProcessor.builder(exporter)
                .setMaxQueueSize(QUEUE)
                .setMaxExportBatchSize(BATCH)
                .setScheduleDelay(EVERY)
                .setExporterTimeout(EXPORT_DEADLINE)
                .setMeterProvider(own)
                .setInternalTelemetryVersion(InternalTelemetryVersion.LATEST)
                .build();
        SpanMeters.show(counts, meters);
        return recording(settings, batches, () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * One that hands its spans to a processor, whether or not the settings name an endpoint.
     *
     * @param random from 0 to 1, the latter excluded: below the share a request is followed
     */
    public static Tracing recording(TracingSettings settings, SpanProcessor processor, DoubleSupplier random) {
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault().toBuilder()
                        .put(ServiceAttributes.SERVICE_NAME, settings.service())
                        // of the conventions' development part, which has no constants that are kept
                        .put("service.instance.id", settings.instanceId())
                        .put(ServiceAttributes.SERVICE_VERSION, settings.version())
                        .build())
                // what is not to be followed does not come to the SDK
                .setSampler(Sampler.alwaysOn())
                .setSpanLimits(SpanLimits.builder()
                        .setMaxAttributeValueLength(LONGEST_VALUE)
                        .build())
                .addSpanProcessor(processor)
                .build();
        return new Tracing(
                provider.tracerBuilder("io.linklog")
                        .setInstrumentationVersion(settings.version())
                        .setSchemaUrl(SchemaUrls.V1_37_0)
                        .build(),
                settings.share(),
                settings.key(),
                random,
                () -> provider.shutdown().join(CLOSE_DEADLINE_SECONDS, TimeUnit.SECONDS));
    }
}
