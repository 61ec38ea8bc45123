package io.linklog.query.limits;

import io.linklog.query.limits.Ledger.Exchange;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The places of one limited link, as one instance has them. It leases places for all who wait and, while visitors come
 * fast, some for those who will come next; one operation on the ledger runs at a time. Unused places go back after half
 * a second, so that another instance may use them. Near the limit, it leases for those who wait only. Thread-safe.
 *
 * <pre>
 *   no lease ──lease──▶ places in reserve ──used up, or unused for LIFE──▶ lease returned
 *                            │  ▲
 *                            └──┘ another lease that carries the unused places
 * </pre>
 *
 * <p>When all places are taken and another instance holds a lease, it may have free ones: visitors wait until it has
 * returned them. A lease that stays for {@link AbandonedLeases#PATIENCE} is of a process that has died: its places
 * count as used. If that process lives after all, it may still give them to its visitors, but no longer return them.
 */
final class LimitedLink {

    /** What all links of an instance share. */
    record Parts(Ledgers ledgers, LeaseNames names, LongSupplier nanoTime, Timer timer) {}

    static final Duration LIFE = Duration.ofMillis(500);

    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final int MOST_WAITING = 2_000;

    private final String code;
    private final Parts parts;

    // all guarded by this
    private final Deque<Visitor> people = new ArrayDeque<>();
    private final Deque<Visitor> watchers = new ArrayDeque<>();
    private final AbandonedLeases abandoned;
    private final BlockSize blocks = new BlockSize(LIFE);
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private long most;
    private @Nullable Ledger known;
    private boolean current; // whether nothing is known to have changed since
    private long knownSince; // number of the operation that showed it
    private long operations;
    private boolean busy;
    private @Nullable Exchange open; // its outcome is unknown
    private @Nullable String lease;
    private long reserve; // unused places of the lease
    private long leasedAt;
    private long usedAt;
    private boolean refill;
    private boolean giveBack;
    private boolean held;
    private boolean retired;

    LimitedLink(String code, Parts parts) {
        this.code = code;
        this.parts = parts;
        this.abandoned = new AbandonedLeases(parts.names);
        this.usedAt = parts.nanoTime.getAsLong();
        this.leasedAt = usedAt - 2 * LIFE.toNanos();
    }

    /**
     * Lets a visitor wait for an answer.
     *
     * @param limit the present maximum number of visits
     */
    synchronized Visitor.Entry add(CompletableFuture<Boolean> answer, boolean takesPlace, long limit) {
        if (retired) {
            return Visitor.Entry.RETIRED;
        }
        most = limit;
        usedAt = parts.nanoTime.getAsLong();
        if (people.size() + watchers.size() >= MOST_WAITING) {
            people.removeIf(Visitor::isGone);
            watchers.removeIf(Visitor::isGone);
            if (people.size() + watchers.size() >= MOST_WAITING) {
                return Visitor.Entry.TOO_MANY;
            }
        }
        (takesPlace ? people : watchers).add(new Visitor(answer, takesPlace, operations));
        proceed();
        return Visitor.Entry.WAITS;
    }

    /** Whether the last places are held by other instances, as far as this one knows. */
    synchronized boolean isHeldByOthers() {
        return held;
    }

    /** Gives back places that nobody has used for a while. Called a few times each second. */
    synchronized void sweep() {
        people.removeIf(Visitor::isGone);
        watchers.removeIf(Visitor::isGone);
        if (lease != null && parts.nanoTime.getAsLong() - leasedAt >= LIFE.toNanos()) {
            giveBack = true;
        }
        proceed();
    }

    /** Ends the use of this object when nothing has happened for a while; returns whether it has ended. */
    synchronized boolean retire() {
        retired |= !busy
                && lease == null
                && open == null
                && reserve == 0
                && !held
                && people.isEmpty()
                && watchers.isEmpty()
                && parts.nanoTime.getAsLong() - usedAt >= IDLE.toNanos();
        return retired;
    }

    /** Gives back all unused places; completes when the store has them. */
    synchronized CompletableFuture<Void> close() {
        retired = true;
        held = false;
        giveBack = true;
        proceed();
        return closed;
    }

    private void proceed() {
        serve();
        if (busy) {
            return;
        }
        boolean isNeeded = !people.isEmpty() || !watchers.isEmpty() || held || (giveBack && lease != null);
        Ledger ledger = known;
        if (open != null || (isNeeded && (!current || ledger == null))) {
            read();
            return;
        }
        Exchange next = ledger == null ? null : plan(ledger);
        if (ledger != null && next != null) {
            exchange(ledger, next);
        } else if (held) {
            pause(people.isEmpty() && watchers.isEmpty() ? Duration.ofSeconds(1) : Duration.ofMillis(100));
        } else if (!watchers.isEmpty()) {
            read(); // they came after the ledger was read
        } else if (retired && lease == null) {
            closed.complete(null);
        }
    }

    /** Answers whom the reserve and the ledger can answer. */
    private void serve() {
        while (usable() > 0 && !people.isEmpty()) {
            if (people.remove().answer().complete(true)) {
                reserve--;
                refill |= blocks.isLow(reserve);
            }
        }
        Ledger ledger = known;
        if (usable() > 0) {
            answer(watchers, true);
        } else if (ledger != null && current && !busy) { // an exchange under way may bring places back
            boolean left = ledger.taken() < most;
            boolean full = !left && ledger.isHeldByNoneBut(lease);
            if (full) {
                answer(people, false);
                answer(watchers, false);
                giveBack |= lease != null; // used up; as long as it is in the ledger, others must wait for it
            }
            // only who asked before the ledger was read; one who takes a place has it checked by the exchange
            while (left && !watchers.isEmpty() && watchers.element().arrived() < knownSince) {
                watchers.remove().answer().complete(true);
            }
            held = !left && !full && !retired && (held || !people.isEmpty() || !watchers.isEmpty());
        }
    }

    private static void answer(Deque<Visitor> waiting, boolean admitted) {
        waiting.forEach(visitor -> visitor.answer().complete(admitted));
        waiting.clear();
    }

    /** Unused places below the limit, which an owner may have lowered since they were leased. */
    private long usable() {
        return known == null ? reserve : reserve - Math.max(0, known.taken() - most);
    }

    /** The next change of the ledger; null for none. */
    private @Nullable Exchange plan(Ledger ledger) {
        long now = parts.nanoTime.getAsLong();
        Set<String> dead = abandoned.find(ledger, lease, held, now);
        long free = Math.max(0, most - ledger.taken());
        if (free > 0 && (refill || !people.isEmpty()) && !retired) {
            refill = false;
            giveBack = false;
            blocks.adapt(now - leasedAt);
            long added = blocks.of(free, people.size(), reserve);
            if (added > 0) {
                return new Exchange(lease, 0, parts.names.next(), reserve, added, dead);
            }
        }
        boolean isIdle = giveBack || (held && usable() <= 0);
        giveBack = false;
        if (lease != null && (isIdle || (reserve > 0 && usable() <= 0))) {
            return new Exchange(lease, reserve, null, 0, 0, dead);
        }
        return held && !dead.isEmpty() ? new Exchange(null, 0, null, 0, 0, dead) : null;
    }

    private void exchange(Ledger ledger, Exchange change) {
        busy = true;
        long began = ++operations;
        reserve -= change.returned();
        Ledger after = ledger.after(change);
        parts.ledgers.replace(code, ledger.version(), after).whenComplete((replaced, error) -> {
            synchronized (this) {
                busy = false;
                if (error != null) {
                    open = change;
                    current = false;
                    pause(Duration.ofMillis(50));
                    return;
                }
                if (replaced) {
                    known = after;
                    current = true;
                    knownSince = began;
                    commit(change);
                } else {
                    current = false;
                    reserve += change.returned();
                }
                proceed();
            }
        });
    }

    private void commit(Exchange change) {
        if (change.old() != null || change.next() != null) {
            lease = change.next();
        }
        if (change.added() > 0) {
            reserve += change.added();
            leasedAt = parts.nanoTime.getAsLong();
        }
    }

    private void read() {
        busy = true;
        long began = ++operations;
        parts.ledgers.read(code).whenComplete((ledger, error) -> {
            synchronized (this) {
                busy = false;
                if (error != null) {
                    pause(Duration.ofMillis(200)); // visitors wait until their own deadline
                    return;
                }
                known = ledger.withoutLoss(known);
                current = true;
                knownSince = began;
                settleOpen(known);
                if (!known.hasLease(lease)) {
                    lease = null; // others took this process for dead; the reserve counts as used and may be used
                }
                proceed();
            }
        });
    }

    /** Finds out whether the exchange took place whose answer was lost. */
    private void settleOpen(Ledger ledger) {
        Exchange change = open;
        open = null;
        if (change == null) {
            return;
        }
        boolean tookPlace = change.next() != null ? ledger.hasLease(change.next()) : !ledger.hasLease(change.old());
        if (tookPlace) {
            commit(change);
        } else {
            reserve += change.returned();
        }
    }

    /** Goes on after a pause, with a ledger that is read again. */
    private void pause(Duration pause) {
        busy = true;
        parts.timer.run(pause, () -> {
            synchronized (this) {
                busy = false;
                current = false;
                proceed();
            }
        });
    }
}
