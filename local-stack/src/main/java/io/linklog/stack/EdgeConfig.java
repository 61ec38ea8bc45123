package io.linklog.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What HAProxy reads. One place decides which service gets which request. */
final class EdgeConfig {
    private EdgeConfig() {}

    private static final String TEMPLATE = """
            # Written by ./linklog up at each start.
            global
                maxconn 4000
                log stdout format raw daemon notice

            defaults
                mode http
                log global
                option dontlognull
                option forwardfor
                timeout connect 2s
                # a header that does not arrive in this time is an attack or a dead line
                timeout http-request 10s
                timeout http-keep-alive 30s
                # silence, not duration: an upload of hours is fine while it moves
                timeout client 60s
                # longer than any Prefer: wait=N that command-service accepts
                timeout server 75s
                timeout queue 5s
                # only a connection that was refused: nothing was sent yet, so repeating is harmless for any method
                retries 1
                retry-on conn-failure
                # whole answers from files: HAProxy sends what "http-error" makes only once it has understood a request
                %4$s

            frontend edge
                bind 127.0.0.1:%1$d
                # what a client says about its own address is worth nothing
                http-request del-header X-Forwarded-For
                http-request set-header X-Forwarded-Proto http
                acl links path /api/v1/links
                acl links path_beg /api/v1/links/
                acl commands path_beg /api/v1/commands/
                acl batch path /api/v1/links/batch
                acl change method POST PUT PATCH DELETE
                use_backend batch if batch change
                use_backend command-service if links change
                use_backend command-service if commands
                default_backend query-service

            backend command-service
                # the whole body (up to a buffer) before a connection to the service: slow senders wait here, where it is cheap
                option http-buffer-request
                server command-service-1 127.0.0.1:%2$d maxconn 1000

            backend batch
                # streamed both ways for as long as lines come
                timeout server 10m
                server command-service-1 127.0.0.1:%2$d maxconn 64

            backend query-service
                server query-service-1 127.0.0.1:%3$d maxconn 2000
            """;

    /**
     * What the edge answers by itself.
     *
     * @param kind the last part of the problem's type, as the services have it too
     */
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

    private static final List<ErrorAnswer> ERRORS = List.of(
            new ErrorAnswer(
                    400,
                    "Bad Request",
                    "invalid-request",
                    "The request is not valid",
                    "This is no HTTP request that can be understood; its head may be too long, or have characters that may not be there."),
            new ErrorAnswer(
                    408,
                    "Request Timeout",
                    "timeout",
                    "The request did not arrive in time",
                    "The head of a request must arrive within 10 seconds, and its body without long breaks."),
            new ErrorAnswer(
                    500, "Internal Server Error", "internal", "Something went wrong here", "The edge failed." + SAFE),
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

    /** Writes the configuration and what it names into a folder; returns its file. */
    static Path write(Path folder, Addresses addresses) throws IOException {
        for (ErrorAnswer error : ERRORS) {
            Files.writeString(folder.resolve(error.file()), error.text());
        }
        return Files.writeString(folder.resolve("haproxy.cfg"), render(folder, addresses));
    }

    static String render(Path folder, Addresses addresses) {
        return TEMPLATE.formatted(
                addresses.port("LINKLOG_EDGE_PORT"),
                addresses.port("LINKLOG_COMMAND_PORT"),
                addresses.port("LINKLOG_QUERY_PORT"),
                ERRORS.stream()
                        .map(error -> "errorfile " + error.status() + " \"" + folder.resolve(error.file()) + '"')
                        .collect(Collectors.joining("\n    ")));
    }
}
