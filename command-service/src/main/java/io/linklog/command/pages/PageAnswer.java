package io.linklog.command.pages;

import io.linklog.kit.outbound.OutboundAnswer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What came of calling a page.
 *
 * @param url the last one that was called or refused
 * @param redirects those that were followed
 * @param answer to the last call; null if there was none
 * @param failure null if the page was reached
 * @param time from the first call to the end
 */
record PageAnswer(
        String url,
        int redirects,
        @Nullable OutboundAnswer answer,
        @Nullable Failure failure,
        Duration time) {

    /** @param detail a sentence for people; it has no address that a name stands for, and nothing of the body */
    record Failure(PageProblem problem, String detail) {}
}
