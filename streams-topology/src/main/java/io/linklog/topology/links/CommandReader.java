package io.linklog.topology.links;

import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.wire.UnreadableRecordException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads commands. It also refuses, by {@link UnreadableRecordException}, records that could not get an outcome: one
 * without a value, and a command whose id is empty or too long for a record key.
 */
final class CommandReader implements Deserializer<LinkCommand> {

    private final Deserializer<LinkCommand> avro;

    CommandReader(Deserializer<LinkCommand> avro) {
        this.avro = avro;
    }

    @Override
    public LinkCommand deserialize(String topic, byte[] bytes) {
        LinkCommand command = avro.deserialize(topic, bytes);
        if (command == null) {
            throw new UnreadableRecordException("The record has no value; a command is never deleted", null);
        }
        int length = command.getCommandId().length();
        if (length == 0 || length > LinkRules.LONGEST_KEY) {
            throw new UnreadableRecordException(
                    "The command's id has " + length + " characters, must have 1 to " + LinkRules.LONGEST_KEY, null);
        }
        return command;
    }
}
