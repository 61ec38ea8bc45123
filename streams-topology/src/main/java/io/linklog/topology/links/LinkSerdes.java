package io.linklog.topology.links;

import io.linklog.schemas.Link;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.RememberedCommand;
import io.linklog.schemas.StoredLink;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaStore;

/** The serdes of every record that the topology reads, writes and stores. */
public record LinkSerdes(
        AvroSerde<LinkCommand> commands,
        AvroSerde<LinkEvent> events,
        AvroSerde<Link> links,
        AvroSerde<LinkOutcome> outcomes,
        AvroSerde<StoredLink> storedLinks,
        AvroSerde<RememberedCommand> remembered) {

    /**
     * Registers all schemas, before the first record.
     *
     * @throws io.linklog.schemas.wire.RegistryUnavailableException when the registry does not answer
     */
    public static LinkSerdes register(SchemaStore registry) {
        return new LinkSerdes(
                AvroSerde.ofValues(Topics.LINK_COMMANDS, LinkCommand.class, registry),
                AvroSerde.ofValues(Topics.LINK_EVENTS, LinkEvent.class, registry),
                AvroSerde.ofValues(Topics.LINKS, Link.class, registry),
                AvroSerde.ofValues(Topics.LINK_OUTCOMES, LinkOutcome.class, registry),
                AvroSerde.ofSubject(storeSubject(LinkNodes.LINKS_STORE), StoredLink.class, registry),
                AvroSerde.ofSubject(storeSubject(LinkNodes.IDEMPOTENCY_STORE), RememberedCommand.class, registry));
    }

    private static String storeSubject(String store) {
        return LinkNodes.APPLICATION_ID + "-" + store + "-value";
    }
}
