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
 * Keeps a {@link Target} equal to the keys under a prefix of etcd: lists them once, then watches from the next
 * revision.
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
 * Each change of state increments a number. Events of a watch with an older number are ignored. Everything runs on one
 * thread, which waits for etcd where it must; the threads of the watch only hand events to it.
 */
public final class Follower {

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    /** How long a watch may take to open. jetcd reports nothing while etcd is unavailable. */
    private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(3);
    /** How long after a list the watch may still deliver changes that the list contains. */
    private static final Duration WATCH_DELAY = Duration.ofSeconds(2);

    /** The state that is kept equal to etcd. Called on the follower's thread. */
    public interface Target {
        /** Replaces the whole state. */
        void replace(Etcd.Listing listing);

        /** Applies changes. A change may be delivered twice. */
        void apply(List<PrefixWatch.Change> changes);

        /** Confirms that the state is current: etcd answered, and no other change is known. */
        void confirm();

        /** The keys of the state that differ from a listing, except those that changed since. */
        Set<String> differences(Etcd.Listing listing, Set<String> changedSince);

        /** Reports that the watch lost the changes of some keys. A new list follows. */
        void onDivergence(int keys);
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
    private boolean unavailable;
    private final Set<String> changedSince = new HashSet<>();

    /**
     * Begins to follow. Does not wait for etcd.
     *
     * @param recheck the interval, plus or minus a tenth, at which all keys are listed and compared
     * @param thread the single thread on which everything runs; its owner shuts it down after {@link #close}
     */
    public Follower(Etcd etcd, String prefix, Duration recheck, Target target, ScheduledExecutorService thread) {
        this.etcd = etcd;
        this.prefix = prefix;
        this.recheck = recheck;
        this.target = target;
        this.thread = thread;
        execute(number, this::list);
        scheduleRecheck();
    }

    private void list() {
        int mine = endWatch();
        Etcd.Listing listing = tryList();
        if (listing == null) {
            retryLater(mine, this::list);
            return;
        }
        lastRevision = listing.revision();
        target.replace(listing);
        open();
    }

    private void open() {
        int mine = endWatch();
        watch = etcd.watchPrefix(prefix, lastRevision + 1, new PrefixWatch.Listener() {
            @Override
            public void onOpened(long revision) {
                execute(mine, () -> handleOpened(revision));
            }

            @Override
            public void onChanged(List<PrefixWatch.Change> changes) {
                execute(mine, () -> handleChanged(changes));
            }

            @Override
            public void onEnded(boolean compacted, @Nullable Throwable cause) {
                execute(mine, () -> handleEnded(compacted, cause));
            }
        });
        opened = false;
        schedule(OPEN_TIMEOUT, mine, () -> {
            if (!opened) {
                handleEnded(false, null);
            }
        });
    }

    private void handleOpened(long revision) {
        opened = true;
        if (revision < lastRevision) {
            LOG.warn(
                    "etcd is at revision {}, before {}: it was restored or recreated. Listing {} again",
                    revision,
                    lastRevision,
                    prefix);
            list();
            return;
        }
        noteAnswer();
        target.confirm();
    }

    private void handleChanged(List<PrefixWatch.Change> changes) {
        for (PrefixWatch.Change change : changes) {
            lastRevision = Math.max(lastRevision, change.revision());
            changedSince.add(change.key());
        }
        target.apply(changes);
    }

    private void handleEnded(boolean compacted, @Nullable Throwable cause) {
        if (compacted) {
            LOG.info("etcd compacted the changes after revision {}, listing {} again", lastRevision, prefix);
            list();
            return;
        }
        LOG.debug("The watch of {} ended: {}", prefix, String.valueOf(cause));
        reopen();
    }

    private void reopen() {
        int mine = endWatch();
        // first a call with a deadline: it shows whether etcd answers, and it makes Connection replace a stuck client
        if (probe()) {
            open();
        } else {
            retryLater(mine, this::reopen);
        }
    }

    /**
     * Lists all keys and compares them after a delay, because the watch may deliver a change later than the list. A
     * difference that is still there after the delay is a change that the watch lost.
     */
    private void recheck() {
        scheduleRecheck();
        int mine = number;
        if (watch == null || !opened) {
            return;
        }
        Etcd.Listing listing = tryList();
        if (listing == null) {
            return;
        }
        changedSince.clear();
        schedule(WATCH_DELAY, mine, () -> {
            Set<String> different = target.differences(listing, changedSince);
            if (different.isEmpty()) {
                target.confirm();
            } else {
                LOG.warn("The watch of {} lost changes of these keys, listing again: {}", prefix, different);
                target.onDivergence(different.size());
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

    private Etcd.@Nullable Listing tryList() {
        try {
            Etcd.Listing listing = etcd.await(etcd.list(prefix));
            noteAnswer();
            return listing;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            noteFailure(e);
        }
        return null;
    }

    private boolean probe() {
        try {
            etcd.await(etcd.get(prefix));
            noteAnswer();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            noteFailure(e);
        }
        return false;
    }

    private void noteAnswer() {
        if (unavailable) {
            unavailable = false;
            LOG.info("etcd answers again, following {} from revision {}", prefix, lastRevision + 1);
        }
    }

    private void noteFailure(RuntimeException e) {
        if (!unavailable) {
            unavailable = true;
            LOG.warn("Cannot follow {}: {}. The last known state stays in use", prefix, e.getMessage());
        }
    }

    /** Ends the current watch and everything that is scheduled for it. Returns the number of the next state. */
    private int endWatch() {
        number++;
        PrefixWatch old = watch;
        watch = null;
        if (old != null) {
            old.close();
        }
        return number;
    }

    private void retryLater(int mine, Runnable step) {
        schedule(Duration.ofMillis(ThreadLocalRandom.current().nextLong(200, 600)), mine, step);
    }

    private void schedule(Duration delay, int mine, Runnable step) {
        thread.schedule(() -> runIfCurrent(mine, step), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void execute(int mine, Runnable step) {
        try {
            thread.execute(() -> runIfCurrent(mine, step));
        } catch (RejectedExecutionException e) {
            // the owner has shut the thread down
        }
    }

    private void runIfCurrent(int mine, Runnable step) {
        if (mine != number) {
            return;
        }
        try {
            step.run();
        } catch (RuntimeException e) {
            // jetcd throws if its client is replaced at this moment; following must go on after any error
            LOG.warn("Following {} failed, listing again: {}", prefix, e.toString());
            retryLater(endWatch(), this::list);
        }
    }

    /** Ends the watch. Must be called on the follower's thread, so this class is not {@code AutoCloseable}. */
    public void close() {
        endWatch();
    }
}
