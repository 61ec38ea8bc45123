package io.linklog.sidecar.layout;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The errors that HAProxy itself returns, as problem+json like those of the services. They are whole responses in
 * files, which HAProxy reads at its start.
 */
final class ErrorFiles {

    /** The answer to a request whose service did not answer in time. */
    enum Cut {
        /** 503: the visitor or client may try again. */
        UNAVAILABLE(503, "Service Unavailable"),
        /** 504: the program's own deadline has passed. */
        TIMEOUT(504, "Gateway Timeout");

        private final ErrorAnswer answer;

        Cut(int status, String reason) {
            this.answer = new ErrorAnswer(
                    504,
                    status,
                    reason,
                    "unavailable",
                    "Temporarily unavailable",
                    "The service did not answer in time; try again." + SAFE);
        }
    }

    /**
     * @param code that HAProxy looks up
     * @param status that the client gets
     * @param kind the last part of the problem's type
     */
    private record ErrorAnswer(int code, int status, String reason, String kind, String title, String detail) {

        ErrorAnswer(int status, String reason, String kind, String title, String detail) {
            this(status, status, reason, kind, title, detail);
        }

        String file() {
            return code + ".http";
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
                    "The proxy cannot parse the HTTP request. Its head may be too long or contain characters that are"
                            + " not allowed."),
            new ErrorAnswer(404, "Not Found", "not-found", "Not found", "There are /livez and /metrics on this port."),
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
                    "The service is unavailable; try again in a second." + SAFE));

    private ErrorFiles() {}

    /** The files, by name. */
    static Map<String, String> files(Cut cut) {
        Map<String, String> files = new LinkedHashMap<>();
        ALL.forEach(error -> files.put(error.file(), error.text()));
        files.put(cut.answer.file(), cut.answer.text());
        return files;
    }

    /** The lines of a configuration that name the files. */
    static String directives(Path folder) {
        return Stream.concat(ALL.stream(), Stream.of(Cut.UNAVAILABLE.answer))
                .map(error -> "errorfile " + error.code() + " \"" + folder.resolve(error.file()) + '"')
                .collect(Collectors.joining("\n    "));
    }
}
