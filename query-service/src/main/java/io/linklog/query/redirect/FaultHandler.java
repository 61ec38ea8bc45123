package io.linklog.query.redirect;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Delays answers or answers 500, as {@link FaultSettings} says. Installed only when faults are switched on. */
public final class FaultHandler extends Handler.Wrapper {

    private final FaultSettings faults;
    private final AtomicLong requests = new AtomicLong();

    public FaultHandler(FaultSettings faults) {
        this.faults = faults;
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        request.getComponents()
                .getScheduler()
                .schedule(
                        () -> request.getComponents().getExecutor().execute(() -> answer(request, response, callback)),
                        faults.delay().toNanos(),
                        TimeUnit.NANOSECONDS);
        return true;
    }

    private void answer(Request request, Response response, Callback callback) {
        try {
            if (fails(requests.incrementAndGet())) {
                Response.writeError(request, response, callback, 500, "LINKLOG_FAULT_ERROR_RATE");
            } else if (!super.handle(request, response, callback)) {
                Response.writeError(request, response, callback, 404);
            }
        } catch (Exception | LinkageError e) {
            Response.writeError(request, response, callback, e);
        }
    }

    /** Whether the request with a number fails. Failures are spread evenly, not randomly: tests count them. */
    boolean fails(long number) {
        return Math.floor(number * faults.errorRate()) > Math.floor((number - 1) * faults.errorRate());
    }
}
