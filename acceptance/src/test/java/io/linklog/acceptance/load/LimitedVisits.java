package io.linklog.acceptance.load;

import static io.linklog.acceptance.system.Api.link;

import io.linklog.acceptance.system.Api;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Visitors of one link with a visit limit, two at each instance. They visit until the link is full. */
public final class LimitedVisits {

    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0";
    private static final int VISITORS_EACH = 2;

    private final String code;
    private final AtomicInteger served = new AtomicInteger();
    private final Queue<String> withoutAnswer = new ConcurrentLinkedQueue<>();
    private final List<Thread> visitors = new ArrayList<>();

    public LimitedVisits(Api api, int most, List<Api> instances) {
        this.code = api.create(link("https://example.org/limited").put("maxVisits", most))
                .is(201)
                .member("shortCode");
        for (int i = 0; i < VISITORS_EACH * instances.size(); i++) {
            Api instance = instances.get(i % instances.size());
            Thread visitor = new Thread(() -> visitUntilFull(instance), "limited-visitor-" + i);
            visitor.start();
            visitors.add(visitor);
        }
    }

    private void visitUntilFull(Api instance) {
        try {
            for (int status = visit(instance); status != 410; status = visit(instance)) {
                if (status == 302) {
                    served.incrementAndGet();
                } else {
                    withoutAnswer.add("status " + status); // this visit may have taken a place
                }
            }
        } catch (UncheckedIOException killed) {
            withoutAnswer.add(killed.toString());
        }
    }

    private int visit(Api instance) {
        return instance.get("/" + code, "User-Agent", FIREFOX).status();
    }

    /** The status of one more visit at an instance. */
    public int next(Api instance) {
        return visit(instance);
    }

    public int served() {
        return served.get();
    }

    /** The visits that got neither a redirect nor a 410; each may have taken a place. */
    public Collection<String> withoutAnswer() {
        return withoutAnswer;
    }

    public void awaitFull() throws InterruptedException {
        for (Thread visitor : visitors) {
            visitor.join(120_000);
            if (visitor.isAlive()) {
                throw new AssertionError(visitor.getName() + " was never told that the link is full");
            }
        }
    }
}
