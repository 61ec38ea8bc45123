package io.linklog.sidecar;

import io.linklog.kit.Env;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The program that a sidecar stands beside.
 *
 * @param name of the program: the service that it is
 * @param calls names of the services that it calls
 * @param deadline until an answer begins, of a call that says nothing else
 */
record ProgramSettings(String name, List<String> calls, Duration deadline) {

    private static final Duration USUAL_DEADLINE = Duration.ofSeconds(10);
    /** What fits into the header that says it. */
    private static final Duration LONGEST_DEADLINE = Duration.ofDays(1);

    /** Reads them; mistakes are reported by {@link Env#check()}. */
    static ProgramSettings from(Env env) {
        return new ProgramSettings(
                env.name("LINKLOG_SIDECAR_PROGRAM", "program", "name of the program that the sidecar is for"),
                env.read(
                        "LINKLOG_SIDECAR_CALLS",
                        "",
                        "services that the program calls, separated by commas",
                        ProgramSettings::services),
                env.duration(
                        "LINKLOG_SIDECAR_DEADLINE",
                        USUAL_DEADLINE,
                        Duration.ofMillis(1),
                        LONGEST_DEADLINE,
                        "until an answer begins, of a call that carries no deadline"));
    }

    /** Names of services, none or more. */
    static List<String> services(String value) {
        List<String> services = Stream.of(value.split(",", -1))
                .map(String::strip)
                .filter(service -> !service.isEmpty())
                .distinct()
                .toList();
        for (String service : services) {
            // case makes no difference to a Host
            if (!service.matches("[a-z0-9][a-z0-9._-]{0,127}") || service.endsWith(SidecarLayout.CANARY)) {
                throw new IllegalArgumentException("must be names of small letters, digits and . _ - , without "
                        + SidecarLayout.CANARY + " at the end, not '" + service + "'");
            }
        }
        return services;
    }
}
