package io.linklog.command.request;

import io.linklog.kit.http.Problem;
import java.util.List;

/**
 * One mistake in a body.
 *
 * @param pointer the place of the mistake as a JSON pointer (RFC 6901); empty for the whole body
 * @param detail what the value must be
 */
record FieldError(String pointer, String detail) {

    /** A problem that names all mistakes. */
    static Problem problem(List<FieldError> errors) {
        StringBuilder detail = new StringBuilder();
        for (FieldError error : errors) {
            if (!detail.isEmpty()) {
                detail.append("; ");
            }
            detail.append(
                            error.pointer().isEmpty()
                                    ? "the body"
                                    : error.pointer().substring(1))
                    .append(' ')
                    .append(error.detail());
        }
        return Problem.invalid(detail.toString()).with("errors", List.copyOf(errors));
    }
}
