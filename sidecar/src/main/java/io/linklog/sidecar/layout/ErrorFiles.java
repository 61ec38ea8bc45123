package io.linklog.sidecar.layout;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The errors that HAProxy itself returns, as problem+json like those of the services. They are whole responses in
 * files, which HAProxy reads at its start.
 */
final class ErrorFiles {

    /** @param kind the last part of the problem's type */
    private record ErrorAnswer(int status, String reason, String kind, String title, String detail) {

        String file() {
            return status + ".http";
        }

        String text() {
            String retry = status >= 500 ? "Retry-After: 1\r\n" : "";
            String head = "HTTP/1.1 " + status + " " + reason + "\r\nCache-Control: no-store\r\nConnection: close\r\n"
                    + retry + "Content-Type: application/problem+json\r\n\r\n";
            return head
                    + "{\"type\":\"urn:linklog:problem:%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}\n"
                            .formatted(kind, title, status, detail);
        }
    }

    private static final String SAFE = " A write can be repeated safely with the same Idempotency-Key.";

    private static final List<ErrorAnswer> ALL = List.of(
            new ErrorAnswer(
                    400,
                    "Bad Request",
                    "invalid-request",
                    "The request is not valid",
                    "The proxy cannot parse the HTTP request. Its head may be longer than 7 KB or contain invalid"
                            + " characters."),
            new ErrorAnswer(
                    408,
                    "Request Timeout",
                    "timeout",
                    "The request did not arrive in time",
                    "The head of a request must arrive within 10 seconds, and its body without long pauses."),
            new ErrorAnswer(500, "Internal Server Error", "internal", "Internal error", "The proxy failed." + SAFE),
            new ErrorAnswer(
                    502,
                    "Bad Gateway",
                    "unavailable",
                    "Temporarily unavailable",
                    "The service closed the connection before its answer was complete; try again." + SAFE),
            new ErrorAnswer(
                    503,
                    "Service Unavailable",
                    "unavailable",
                    "Temporarily unavailable",
                    "The service is unavailable; try again in a second." + SAFE),
            new ErrorAnswer(
                    504,
                    "Gateway Timeout",
                    "unavailable",
                    "Temporarily unavailable",
                    "The service did not answer in time; try again." + SAFE));

    private ErrorFiles() {}

    /** The files, by name. */
    static Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        ALL.forEach(error -> files.put(error.file(), error.text()));
        return files;
    }

    /** The lines of a configuration that name the files. */
    static String directives(Path folder) {
        return ALL.stream()
                .map(error -> "errorfile " + error.status() + " \"" + folder.resolve(error.file()) + '"')
                .collect(Collectors.joining("\n    "));
    }
}
