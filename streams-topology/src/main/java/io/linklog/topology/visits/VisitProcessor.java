package io.linklog.topology.visits;

import io.linklog.schemas.Visit;
import io.linklog.topology.streams.CommitHook;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The node that counts visits. Streams makes one for each task and initialises it anew when a task is revived. */
final class VisitProcessor implements Processor<String, Visit, String, byte[]> {

    /** Each one makes a commit, of an idle task as well. */
    private static final Duration BETWEEN_PURGES = Duration.ofSeconds(10);

    private final Function<ProcessorContext<String, byte[]>, VisitTask> tasks;

    private @Nullable ProcessorContext<String, byte[]> context;
    private @Nullable VisitTask task;
    private @Nullable CommitHook beforeCommit;

    /** @param tasks makes the task of a context */
    VisitProcessor(Function<ProcessorContext<String, byte[]>, VisitTask> tasks) {
        this.tasks = tasks;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        VisitTask begun = tasks.apply(context);
        CommitHook hook = context.getStateStore(VisitNodes.BEFORE_COMMIT);
        hook.set(context, begun::flush);
        context.schedule(BETWEEN_PURGES, PunctuationType.WALL_CLOCK_TIME, now -> begun.purge());
        beforeCommit = hook;
        this.context = context;
        task = begun;
    }

    @Override
    public void process(Record<String, Visit> record) {
        long offset = Objects.requireNonNull(context, "init comes first")
                .recordMetadata()
                .orElseThrow()
                .offset();
        Objects.requireNonNull(task, "init comes first").process(record.value(), offset);
    }

    @Override
    public void close() {
        if (beforeCommit != null) {
            beforeCommit.clear();
        }
        if (task != null) {
            task.close();
        }
    }
}
