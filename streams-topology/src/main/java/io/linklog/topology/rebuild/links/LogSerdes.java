package io.linklog.topology.rebuild.links;

import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.wire.AvroSerde;

/** The serdes of the records that a rebuild reads. */
public record LogSerdes(
        AvroSerde<LinkCommand> commands, AvroSerde<LinkEvent> events, AvroSerde<LinkOutcome> outcomes) {}
