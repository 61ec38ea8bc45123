package io.linklog.command;

import io.linklog.command.answer.AnswerThreads;
import io.linklog.command.log.CommandIds;
import io.linklog.command.log.CommandLog;
import io.linklog.command.log.CommandLookUps;
import io.linklog.command.log.OutcomeReader;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.kafka.ValueSerdes;
import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.Startup;
import io.linklog.kit.service.ServiceRuntime;
import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;

/**
 * The two topics of the service. It writes {@code link-commands} and reads {@code link-outcomes}.
 *
 * @param answerThreads the threads that read outcomes and answer callers
 */
record CommandTopics(
        KafkaSettings kafka,
        AvroSerde<LinkCommand> commands,
        AvroSerde<LinkOutcome> results,
        AnswerThreads answerThreads,
        OutcomeReader outcomes,
        CommandLog log) {

    /**
     * Opens both into the closer. Waits for Kafka and the schema registry.
     *
     * @throws IllegalStateException if a topic has more partitions than a command id can hold
     */
    static CommandTopics open(CommandSettings settings, ServiceRuntime runtime, Health health, Closer closer)
            throws InterruptedException {
        KafkaSettings kafka = settings.kafka();
        KafkaSpans spans = new KafkaSpans(runtime.tracing());
        ValueSerdes serdes = new ValueSerdes(settings.registry());
        AvroSerde<LinkCommand> commands = serdes.await(Topics.LINK_COMMANDS, LinkCommand.class);
        AvroSerde<LinkOutcome> results = serdes.await(Topics.LINK_OUTCOMES, LinkOutcome.class);
        AnswerThreads threads = closer.add("answer threads", new AnswerThreads());
        OutcomeReader outcomes = closer.add(
                "outcomes",
                Startup.await(
                        kafka.title(),
                        () -> new OutcomeReader(
                                kafka, settings.replyPartition(), results.deserializer(), threads, spans, health)));
        CommandLog log = closer.add(
                "command log",
                Startup.await(
                        kafka.title(),
                        () -> new CommandLog(kafka, settings.producer(), commands.serializer(), spans, health)));
        if (Math.max(log.partitions(), outcomes.partitions()) > CommandIds.MOST_PARTITIONS) {
            throw new IllegalStateException("link-commands has " + log.partitions() + " partitions and link-outcomes "
                    + outcomes.partitions() + ", but a command id has room for " + CommandIds.MOST_PARTITIONS
                    + " only; create both topics again with fewer");
        }
        return new CommandTopics(kafka, commands, results, threads, outcomes, log);
    }

    /** The number of partitions that both topics have. */
    int partitions() {
        return Math.min(log.partitions(), outcomes.partitions());
    }

    /** Opens the look-ups in both topics. The caller closes it. */
    CommandLookUps openLookUps(Health health) {
        return new CommandLookUps(kafka, commands.deserializer(), results.deserializer(), health);
    }
}
