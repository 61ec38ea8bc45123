package io.linklog.mesh.etcd;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link Target} equal to what is under a prefix of etcd: lists once, then watches from the next revision on.
 *
 * <pre>
 *            list answered            ended
 *  LISTING ----------------> WATCHING ------> REOPENING (from the last revision + 1)
 *     ^                        |  ^               |   |
 *     |   list differs         |  |     opened    |   |
 *     +------------------------+  +---------------+   |
 *     +-----------------------------------------------+
 *          compacted, or etcd is at an older revision
 * </pre>
 *
 * Each change of state has a new number, and what an older watch still says is not heard. All on one thread, which
 * waits for etcd where it must; the watch's own threads only pass on.
 */
public final class Follower {

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    /** How long a watch may take to open. jetcd says nothing while etcd is away. */
    private static final Duration OPENS_WITHIN = Duration.ofSeconds(3);
    /** How long after a list the watch may still bring what the list has. */
    private static final Duration LATE = Duration.ofSeconds(2);

    /** What is kept equal. Called on the follower's thread. */
    public interface Target {
        /** All of it. */
        void replaced(Etcd.Listing listing);

        /** Some keys were written or deleted; a repeat is possible. */
        void changed(List<PrefixWatch.Change> changes);

        /** Etcd was heard, and nothing else is known to have happened. */
        void confirmed();

        /** Keys that differ from a list, but for some that changed since. */
        Set<String> differences(Etcd.Listing listing, Set<String> changedSince);

        /** So many keys differed for good: the watch lost changes. All is listed next. */
        void diverged(int keys);
    }

    private final Etcd etcd;
    private final String prefix;
    private final Duration recheck;
    private final Target target;
    private final ScheduledExecutorService thread;

    // confined to the thread above
    private long lastRevision;
    private int number;
    private @Nullable PrefixWatch watch;
    private boolean opened;
    private boolean away;
    private final Set<String> changedSince = new HashSet<>();

    /**
     * Begins to follow; does not wait for etcd.
     *
     * @param recheck how often all is listed and compared, give or take a tenth
     * @param thread on which all happens; whoever made it ends it, after {@link #close}
     */
    public Follower(Etcd etcd, String prefix, Duration recheck, Target target, ScheduledExecutorService thread) {
        this.etcd = etcd;
        this.prefix = prefix;
        this.recheck = recheck;
        this.target = target;
        this.thread = thread;
        pass(number, this::list);
        scheduleRecheck();
    }

    private void list() {
        int mine = leave();
        Etcd.Listing listing = listed();
        if (listing == null) {
            later(mine, this::list);
            return;
        }
        lastRevision = listing.revision();
        target.replaced(listing);
        open();
    }

    private void open() {
        int mine = leave();
        watch = etcd.watchPrefix(prefix, lastRevision + 1, new PrefixWatch.Listener() {
            @Override
            public void opened(long revision) {
                pass(mine, () -> onOpened(revision));
            }

            @Override
            public void changed(List<PrefixWatch.Change> changes) {
                pass(mine, () -> onChanged(changes));
            }

            @Override
            public void ended(boolean compacted, @Nullable Throwable cause) {
                pass(mine, () -> onEnded(compacted, cause));
            }
        });
        opened = false;
        schedule(OPENS_WITHIN, mine, () -> {
            if (!opened) {
                onEnded(false, null);
            }
        });
    }

    private void onOpened(long revision) {
        opened = true;
        if (revision < lastRevision) {
            LOG.warn("etcd is at revision {} after {}: restored or made anew; listing all", revision, lastRevision);
            list();
            return;
        }
        answered();
        target.confirmed();
    }

    private void onChanged(List<PrefixWatch.Change> changes) {
        for (PrefixWatch.Change change : changes) {
            lastRevision = Math.max(lastRevision, change.revision());
            changedSince.add(change.key());
        }
        target.changed(changes);
    }

    private void onEnded(boolean compacted, @Nullable Throwable cause) {
        if (compacted) {
            LOG.info("Changes after revision {} were compacted, listing all", lastRevision);
            list();
            return;
        }
        LOG.debug("The watch of {} ended: {}", prefix, String.valueOf(cause));
        reopen();
    }

    private void reopen() {
        int mine = leave();
        // a call with a deadline first: it tells whether etcd answers, and has a client replaced that is stuck
        if (answers()) {
            open();
        } else {
            later(mine, this::reopen);
        }
    }

    /**
     * Lists all and compares after a while, so that what the watch brings late is not taken for missing. A difference
     * that stays is one that the watch lost.
     */
    private void recheck() {
        scheduleRecheck();
        int mine = number;
        if (watch == null || !opened) {
            return;
        }
        Etcd.Listing listing = listed();
        if (listing == null) {
            return;
        }
        changedSince.clear();
        schedule(LATE, mine, () -> {
            Set<String> different = target.differences(listing, changedSince);
            if (different.isEmpty()) {
                target.confirmed();
            } else {
                LOG.warn("The watch of {} lost changes, listing all: {}", prefix, different);
                target.diverged(different.size());
                list();
            }
        });
    }

    private void scheduleRecheck() {
        long millis = recheck.toMillis();
        thread.schedule(
                this::recheck,
                ThreadLocalRandom.current().nextLong(millis * 9 / 10, millis * 11 / 10 + 1),
                TimeUnit.MILLISECONDS);
    }

    private Etcd.@Nullable Listing listed() {
        try {
            Etcd.Listing listing = etcd.await(etcd.list(prefix));
            answered();
            return listing;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            silent(e);
        }
        return null;
    }

    private boolean answers() {
        try {
            etcd.await(etcd.get(prefix));
            answered();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            silent(e);
        }
        return false;
    }

    private void answered() {
        if (away) {
            away = false;
            LOG.info("etcd answers again, following {} from revision {}", prefix, lastRevision + 1);
        }
    }

    private void silent(RuntimeException e) {
        if (!away) {
            away = true;
            LOG.warn("Following {}: {}; going on with what is known", prefix, e.getMessage());
        }
    }

    /** Ends the watch of now, and all that waits for it; the number of what comes next. */
    private int leave() {
        number++;
        PrefixWatch old = watch;
        watch = null;
        if (old != null) {
            old.close();
        }
        return number;
    }

    private void later(int mine, Runnable step) {
        schedule(Duration.ofMillis(ThreadLocalRandom.current().nextLong(200, 600)), mine, step);
    }

    private void schedule(Duration delay, int mine, Runnable step) {
        thread.schedule(() -> take(mine, step), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void pass(int mine, Runnable step) {
        try {
            thread.execute(() -> take(mine, step));
        } catch (RejectedExecutionException e) {
            // whoever follows was closed
        }
    }

    private void take(int mine, Runnable step) {
        if (mine != number) {
            return;
        }
        try {
            step.run();
        } catch (RuntimeException e) {
            // jetcd throws when its client is replaced at this moment; whatever it is, following must go on
            LOG.warn("Following {} failed, listing all: {}", prefix, e.toString());
            later(leave(), this::list);
        }
    }

    /** Ends the watch. On the thread; not closeable by others, so no {@code AutoCloseable}. */
    public void close() {
        leave();
    }
}
