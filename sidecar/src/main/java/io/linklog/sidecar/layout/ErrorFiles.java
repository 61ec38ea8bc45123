package io.linklog.sidecar.layout;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What HAProxy answers by itself: problem+json as the services have it, from files, for it reads them before it
 * listens.
 */
final class ErrorFiles {

    /** @param kind the last part of the problem's type, as the services have it too */
    private record ErrorAnswer(int status, String reason, String kind, String title, String detail) {

        String file() {
            return status + ".http";
        }

        String text() {
            String retry = status >= 500 ? "Retry-After: 1\r\n" : "";
            return "HTTP/1.1 %d %s\r\nCache-Control: no-store\r\nConnection: close\r\n%sContent-Type: application/problem+json\r\n\r\n{\"type\":\"urn:linklog:problem:%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}\n"
                    .formatted(status, reason, retry, kind, title, status, detail);
        }
    }

    private static final String SAFE = " A write is safe to repeat with the same Idempotency-Key.";

    private static final List<ErrorAnswer> ALL = List.of(
            new ErrorAnswer(
                    400,
                    "Bad Request",
                    "invalid-request",
                    "The request is not valid",
                    "This is no HTTP request that can be understood; its head may be longer than 7 KB, or have characters that may not be there."),
            new ErrorAnswer(
                    408,
                    "Request Timeout",
                    "timeout",
                    "The request did not arrive in time",
                    "The head of a request must arrive within 10 seconds, and its body without long breaks."),
            new ErrorAnswer(
                    500, "Internal Server Error", "internal", "Something went wrong here", "The proxy failed." + SAFE),
            new ErrorAnswer(
                    502,
                    "Bad Gateway",
                    "unavailable",
                    "Not available for the moment",
                    "The service broke off its answer; try again." + SAFE),
            new ErrorAnswer(
                    503,
                    "Service Unavailable",
                    "unavailable",
                    "Not available for the moment",
                    "The service is away; try again in a second." + SAFE),
            new ErrorAnswer(
                    504,
                    "Gateway Timeout",
                    "unavailable",
                    "Not available for the moment",
                    "The service did not answer in time; try again." + SAFE));

    private ErrorFiles() {}

    /** The files, by name. */
    static Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        ALL.forEach(error -> files.put(error.file(), error.text()));
        return files;
    }

    /** What names the files in a configuration. */
    static String directives(Path folder) {
        return ALL.stream()
                .map(error -> "errorfile " + error.status() + " \"" + folder.resolve(error.file()) + '"')
                .collect(Collectors.joining("\n    "));
    }
}
