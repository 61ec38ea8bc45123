package io.linklog.kit.tracing;

import io.linklog.kit.registration.RegistrationSettings;
import io.linklog.kit.settings.Env;
import java.net.URI;
import java.util.Optional;

/**
 * The settings of sampling and of the span export.
 *
 * @param endpoint the address of the collector (OTLP over HTTP) without {@code /v1/traces}; tracing is off if empty
 * @param sampleRate the probability, from 0 to 1, that a request without {@code traceparent} is sampled
 * @param forceKey a request with this value in {@value Tracing#FORCE} is always sampled; if empty, the header has no
 *     effect
 * @param service the attribute {@code service.name} of all spans
 * @param instanceId the attribute {@code service.instance.id}
 * @param version the attribute {@code service.version}
 */
public record TracingSettings(
        Optional<URI> endpoint,
        double sampleRate,
        Optional<String> forceKey,
        String service,
        String instanceId,
        String version) {

    /** The unit of LINKLOG_TRACE_SAMPLE is 1/10000. */
    private static final int SAMPLE_UNITS = 10_000;

    /** Reads the settings. The spans name the process as the service registry does. */
    public static TracingSettings from(Env env, RegistrationSettings registration) {
        return new TracingSettings(
                env.optionalHttpUrl(
                        "LINKLOG_OTLP_ENDPOINT",
                        "address of the trace collector (OTLP over HTTP), without /v1/traces; none for no traces"),
                env.integer(
                                "LINKLOG_TRACE_SAMPLE",
                                100,
                                0,
                                SAMPLE_UNITS,
                                "share of requests without a traceparent that are sampled, in 1/10000")
                        / (double) SAMPLE_UNITS,
                env.optional("LINKLOG_TRACE_KEY", "secret; a request that sends it in " + Tracing.FORCE + " is traced"),
                registration.service(),
                registration.instanceId(),
                registration.version());
    }

    /** Does not contain the force key. */
    @Override
    public String toString() {
        return "TracingSettings[endpoint=" + endpoint + ", sampleRate=" + sampleRate + ", service=" + service
                + ", instanceId=" + instanceId + ", version=" + version + "]";
    }
}
