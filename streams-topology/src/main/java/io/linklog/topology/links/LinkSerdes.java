package io.linklog.topology;

import io.linklog.schemas.Link;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.RememberedCommand;
import io.linklog.schemas.StoredLink;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaStore;

/** Every format that the topology reads and writes, known to the registry before the first record. */
record Serdes(
        AvroSerde<LinkCommand> commands,
        AvroSerde<LinkEvent> events,
        AvroSerde<Link> links,
        AvroSerde<LinkOutcome> outcomes,
        AvroSerde<StoredLink> storedLinks,
        AvroSerde<RememberedCommand> remembered) {

    /**
     * Registers all schemas.
     *
     * @throws io.linklog.schemas.wire.RegistryUnavailableException when the registry does not answer
     */
    static Serdes register(SchemaStore registry) {
        return new Serdes(
                AvroSerde.ofValues(Topics.LINK_COMMANDS, LinkCommand.class, registry),
                AvroSerde.ofValues(Topics.LINK_EVENTS, LinkEvent.class, registry),
                AvroSerde.ofValues(Topics.LINKS, Link.class, registry),
                AvroSerde.ofValues(Topics.LINK_OUTCOMES, LinkOutcome.class, registry),
                AvroSerde.ofSubject(storeSubject(Nodes.LINKS_STORE), StoredLink.class, registry),
                AvroSerde.ofSubject(storeSubject(Nodes.IDEMPOTENCY_STORE), RememberedCommand.class, registry));
    }

    private static String storeSubject(String store) {
        return Nodes.APPLICATION_ID + "-" + store + "-value";
    }
}
