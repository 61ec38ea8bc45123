package io.linklog.command.pages;

import io.linklog.command.pages.PageAnswer.Failure;
import org.jspecify.annotations.Nullable;

/**
 * The result of a link check as the API shows it. It shows nothing of the target's body.
 *
 * @param reachable whether the target answered with a status below 400
 * @param status of the last answer; null if there was none
 * @param finalUrl where the redirects lead; null if there were none
 * @param redirects those that were followed
 * @param problem null if reachable; one of a fixed set of names
 * @param detail of the problem, for people
 */
record LinkCheckView(
        boolean reachable,
        @Nullable Integer status,
        @Nullable String finalUrl,
        int redirects,
        @Nullable String problem,
        @Nullable String detail,
        long durationMs) {

    static LinkCheckView of(PageAnswer answer) {
        Failure failure = answer.failure();
        return new LinkCheckView(
                failure == null,
                answer.answer() == null ? null : answer.answer().status(),
                answer.redirects() == 0 ? null : answer.url(),
                answer.redirects(),
                failure == null ? null : failure.problem().text(),
                failure == null ? null : failure.detail(),
                answer.time().toMillis());
    }
}
