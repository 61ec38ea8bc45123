package io.linklog.cli.letters;

import io.linklog.cli.options.Failure;
import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.topics.Topics;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A topic of dead letters, and how its letters are repaired. */
enum LetterTopic {
    /** A command that was not decided exists nowhere but in its letter. */
    COMMANDS(
            Topics.LINK_COMMANDS.name(),
            "./linklog dead-letters --put-back " + Topics.LINK_COMMANDS.name() + " has them decided"),
    /** The log keeps the event for ever; a second one would change its order. */
    EVENTS(
            Topics.LINK_EVENTS.name(),
            "the log has them still: when they can be read, ./linklog replay --verify writes what is missing"),
    /** A visit has a place in its journal, and only the record at that place counts. */
    VISITS(Topics.VISITS.name(), "the log has them for 30 days: when they can be read, ./linklog recount counts them"),
    TOTALS(Topics.VISIT_STATS.name(), "the next visit of the same link and time writes the total again"),
    REPORTS(
            Topics.REPORTS.name(),
            "the log has them for as long as reports are kept: when they can be read, ./linklog replay writes them"),
    WEBHOOKS("webhooks", "./linklog webhooks dead ID --again sends them again");

    /** The topic that the records come from, or what could not deliver them. */
    final String source;

    /** How they are repaired, as a part of a sentence. */
    final String repair;

    LetterTopic(String source, String repair) {
        this.source = source;
        this.repair = repair;
    }

    /** The topic of the letters. */
    String letters() {
        return Topic.deadLetterName(source);
    }

    boolean canReturn() {
        return this == COMMANDS;
    }

    /**
     * Finds a topic by its source or by its own name.
     *
     * @throws Failure if there is none, or its letters must not return
     */
    static LetterTopic returning(String name) {
        for (LetterTopic topic : values()) {
            if (name.equals(topic.source) || name.equals(topic.letters())) {
                if (!topic.canReturn()) {
                    throw new Failure(
                            2, "Letters of " + topic.source + " are not put back; " + topic.repair + ".", null);
                }
                return topic;
            }
        }
        throw new Failure(
                2,
                "There are no dead letters of \"" + name + "\", only of "
                        + Arrays.stream(values()).map(topic -> topic.source).collect(Collectors.joining(", ")) + ".",
                null);
    }
}
