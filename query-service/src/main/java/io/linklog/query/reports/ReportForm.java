package io.linklog.query.reports;

import io.javalin.http.Context;
import io.linklog.kit.http.ProblemException;
import io.linklog.query.http.FormBody;
import io.linklog.schemas.reports.ReportRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a visitor wrote into the form. Empty fields are {@code ""}, as browsers send them.
 *
 * @param text with line ends {@code \n}
 */
record ReportForm(String reason, String text, String contact) {

    /** A thousand characters of four bytes each, percent-encoded, fit. */
    private static final int LONGEST_BODY = 15 * 1024;

    static final ReportForm EMPTY = new ReportForm("", "", "");

    /**
     * Reads the body of a request; fields that the form does not have are ignored, as of any form.
     *
     * @throws ProblemException 413 for a long body or one of unknown length, 415 if it is no form
     */
    static ReportForm of(Context ctx) {
        FormBody.refusal(ctx.contentType(), ctx.req().getContentLengthLong(), LONGEST_BODY)
                .ifPresent(problem -> {
                    throw new ProblemException(problem);
                });
        return of(ctx.formParamMap());
    }

    static ReportForm of(Map<String, List<String>> fields) {
        return new ReportForm(
                field(fields, "reason"),
                field(fields, "text").replace("\r\n", "\n").replace('\r', '\n').strip(),
                field(fields, "contact").strip());
    }

    private static String field(Map<String, List<String>> fields, String name) {
        List<String> values = fields.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.get(0);
    }

    /** What the visitor must change, as a sentence; empty if the form can be taken. */
    Optional<String> mistake() {
        if (!ReportRules.REASONS.contains(reason)) {
            return Optional.of("Choose a reason: " + String.join(", ", ReportRules.REASONS) + ".");
        }
        if (!ReportRules.isText(text)) {
            return Optional.of(
                    "The text may have up to " + ReportRules.LONGEST_TEXT + " characters, and no control characters.");
        }
        if (!contact.isEmpty() && !ReportRules.isContact(contact)) {
            return Optional.of("The contact must be one e-mail address, like name@example.org, or empty.");
        }
        return Optional.empty();
    }

    @Nullable
    String textOrNull() {
        return text.isEmpty() ? null : text;
    }

    @Nullable
    String contactOrNull() {
        return contact.isEmpty() ? null : contact;
    }
}
