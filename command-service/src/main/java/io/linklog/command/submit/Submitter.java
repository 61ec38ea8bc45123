package io.linklog.command.submit;

import io.linklog.command.request.LinkRequest;
import io.linklog.command.submit.Submissions.Submitted;
import io.linklog.kit.access.Caller;
import java.time.Duration;

/** Takes requests to change links. Implementations are thread-safe. */
@FunctionalInterface
public interface Submitter {

    /**
     * Writes a request as a command and waits for its outcome without blocking a thread. A command that is undecided
     * after the wait is answered as pending, but only when the broker has it.
     *
     * @param caller who sends it, for its tenant: the topology judges whether its key may change the link
     */
    Submitted submit(LinkRequest request, Caller caller, Duration wait);
}
