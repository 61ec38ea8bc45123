package io.linklog.kit.tracing;

import io.linklog.kit.registration.RegistrationSettings;
import io.linklog.kit.settings.Env;
import java.net.URI;
import java.util.Optional;

/**
 * Where spans go and which requests are followed.
 *
 * @param endpoint of OTLP over HTTP, without {@code /v1/traces}; empty: nothing is recorded
 * @param share of the requests without a decision of their caller's that are followed, 0 to 1
 * @param key that a caller shows in {@value Tracing#FORCE} to have a request followed; empty: nobody can
 * @param service {@code service.name} of all spans
 * @param instanceId {@code service.instance.id}
 * @param version {@code service.version}
 */
public record TracingSettings(
        Optional<URI> endpoint, double share, Optional<String> key, String service, String instanceId, String version) {

    private static final int TEN_THOUSAND = 10_000;

    /** Reads them; who the process is, it says as it says it to the registry. */
    public static TracingSettings from(Env env, RegistrationSettings registration) {
        return new TracingSettings(
                env.optionalHttpUrl(
                        "LINKLOG_OTLP_ENDPOINT",
                        "address of the trace collector (OTLP over HTTP), without /v1/traces; none for no traces"),
                env.integer(
                                "LINKLOG_TRACE_SAMPLE",
                                100,
                                0,
                                TEN_THOUSAND,
                                "share of requests without a traceparent that are sampled, in 1/10000")
                        / (double) TEN_THOUSAND,
                env.optional("LINKLOG_TRACE_KEY", "secret; a request that sends it in " + Tracing.FORCE + " is traced"),
                registration.service(),
                registration.instanceId(),
                registration.version());
    }

    /** Shows no key. */
    @Override
    public String toString() {
        return "TracingSettings[endpoint=" + endpoint + ", share=" + share + ", service=" + service + ", instanceId="
                + instanceId + ", version=" + version + "]";
    }
}
