package io.linklog.command.request;

import io.linklog.kit.http.Problem;
import java.util.List;

/**
 * One mistake in a body.
 *
 * @param pointer where, as a JSON pointer (RFC 6901); empty for the whole body
 * @param detail what to do
 */
record FieldError(String pointer, String detail) {

    /** Bodies with mistakes, all of them named. */
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
