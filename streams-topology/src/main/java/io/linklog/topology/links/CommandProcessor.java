package io.linklog.topology.links;

import io.linklog.schemas.LinkCommand;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The node that decides commands. Streams makes one for each task and initialises it again when a task is resumed. */
final class CommandProcessor implements Processor<String, LinkCommand, String, Object> {

    private final LinkParts parts;

    private @Nullable CommandTask task;

    CommandProcessor(LinkParts parts) {
        this.parts = parts;
    }

    @Override
    public void init(ProcessorContext<String, Object> context) {
        task = new CommandTask(context, parts);
    }

    @Override
    public void process(Record<String, LinkCommand> record) {
        Objects.requireNonNull(task, "init comes first").process(record);
    }

    @Override
    public void close() {
        if (task != null) {
            task.close();
        }
    }
}
