package io.linklog.projector.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.cassandra.FeedPartition;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.ProjectedFeed;
import io.linklog.kit.kafka.LinkFacts;
import io.linklog.kit.kafka.VisitFacts;
import io.linklog.projector.TestStores;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoresAwayIT {

    @TempDir
    static Path folder;

    private static LocalStack stack;
    private static TestStores stores;

    @BeforeAll
    static void open() throws Exception {
        stack = LocalStack.builder(folder).start();
        stores = new TestStores(stack);
    }

    @AfterAll
    static void close() throws Exception {
        try (LocalStack opened = stack;
                TestStores last = stores) {
            assertThat(opened).isNotNull();
            assertThat(last).isNotNull();
        }
    }

    @Test
    void noEventIsLostWhileCassandraIsDown() throws Exception {
        Keyspace keyspace = new Keyspace(1);
        ProjectionMeters meters = new ProjectionMeters(new SimpleMeterRegistry());
        stores.log(links("before", 50));
        try (Projection projection = stores.project(keyspace, meters)) {
            stores.awaitProjected(keyspace);
            var committedBefore = stores.committedOffsets(keyspace);

            stack.kill(Server.CASSANDRA);
            stores.log(links("during", 3_000));
            Awaitility.await("a problem is reported")
                    .atMost(TestStores.LONG_ENOUGH)
                    .until(() -> projection.problem().isPresent());
            assertThat(projection.problem().orElseThrow()).contains("linklog_1");
            assertThat(stores.committedOffsets(keyspace)).isEqualTo(committedBefore);
            assertThat(stores.admin()
                            .describeConsumerGroups(List.of(keyspace.group(ProjectedFeed.LINKS)))
                            .all()
                            .get()
                            .get(keyspace.group(ProjectedFeed.LINKS))
                            .members())
                    .hasSize(1);

            stack.start(Server.CASSANDRA);
            stores.awaitProjected(keyspace);
            Awaitility.await()
                    .atMost(TestStores.LONG_ENOUGH)
                    .until(() -> projection.problem().isEmpty());
        }
        assertThat(stores.longUrls(keyspace, "during-")).hasSize(3_000);
        assertThat(stores.longUrls(keyspace, "before-")).hasSize(50);
        assertThat(stores.rows(keyspace, "link_history", "during-")).hasSize(3_000);
        assertThat(stores.rows(keyspace, "link_list", "during-")).hasSize(3_000);
        assertThat(meters.deadLetters()).isEmpty();
    }

    @Test
    @Tag("long")
    void whatCassandraForgetsWhenItIsKilledIsWrittenAgain() throws Exception {
        Keyspace keyspace = new Keyspace(4);
        int links = 0;
        int visits = 0;
        try (Projection projection = stores.project(keyspace)) {
            stores.awaitProjected(keyspace);
            for (int kill = 0; kill < 2; kill++) {
                // steady writes, so that some are answered in the last milliseconds before the kill
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
                while (System.nanoTime() < end) {
                    stores.log(LinkFacts.of("forgotten-" + links++, "https://example.org/f", "tag-" + links)
                            .events());
                    stores.logVisits(List.of(VisitFacts.visit("forgotten", "kill", ++visits)));
                    stores.logStats(
                            VisitFacts.totals("forgotten-" + visits, "2026-11-24T22:00:00Z", 0, visits, visits));
                    awaitWritten(projection);
                }
                stack.kill(Server.CASSANDRA);
                stack.start(Server.CASSANDRA);
                stores.awaitProjected(keyspace);
            }
            Awaitility.await("the session has found the node again")
                    .atMost(TestStores.LONG_ENOUGH)
                    .ignoreExceptions()
                    .until(() -> !stores.stores().schema().keyspaces().isEmpty());
        }
        assertThat(stores.longUrls(keyspace, "forgotten-")).hasSize(links);
        assertThat(stores.rows(keyspace, "link_history", "forgotten-")).hasSize(links);
        // the list of all links, and one of each tag
        assertThat(stores.rows(keyspace, "link_list", "forgotten-")).hasSize(2 * links);
        assertThat(stores.rows(keyspace, "visits", "forgotten")).hasSize(visits);
        assertThat(stores.rows(keyspace, "visit_totals", "forgotten-")).hasSize(visits);
        assertThat(stores.stores()
                        .cassandra()
                        .execute("SELECT list FROM " + keyspace.name() + ".link_list_hours")
                        .all())
                .extracting(row -> row.getString("list"))
                .filteredOn(list -> list.startsWith("tag:tag-"))
                .hasSize(links);
    }

    private static void awaitWritten(Projection projection) {
        Map<FeedPartition, Long> ends = stores.ends();
        Awaitility.await("all rows are written")
                .pollInterval(Duration.ofMillis(2))
                .atMost(TestStores.LONG_ENOUGH)
                .until(() -> {
                    Map<FeedPartition, Long> written = projection.writtenOffsets();
                    return ends.entrySet().stream()
                            .allMatch(end ->
                                    end.getValue() == 0 || written.getOrDefault(end.getKey(), 0L) >= end.getValue());
                });
    }

    @Test
    void anEventWithAnUnknownSchemaWaitsForTheRegistry() throws Exception {
        Keyspace keyspace = new Keyspace(2);
        ProjectionMeters meters = new ProjectionMeters(new SimpleMeterRegistry());
        Schema newer = withOneMoreField();
        // a writer elsewhere: the projector has never read this schema, so it is not on its disk
        SchemaRegistry.Settings here = stores.settings().registry();
        SchemaRegistry.Settings elsewhere =
                new SchemaRegistry.Settings(here.urls(), here.user(), here.password(), here.timeout());
        int id = new SchemaRegistry(elsewhere).register(Topics.LINK_EVENTS.valueSubject(), newer);
        stores.log(LinkFacts.of("registry-old", "https://example.org/old").events());
        try (Projection projection = stores.project(keyspace, meters)) {
            stores.awaitProjected(keyspace);
            stack.kill(Server.REGISTRY);
            LinkEvent event = LinkFacts.of("registry-new", "https://example.org/new")
                    .events()
                    .get(0);
            stores.logBytes("registry-new", encode(event, newer, id));
            Awaitility.await("a problem is reported")
                    .atMost(TestStores.LONG_ENOUGH)
                    .until(() -> projection.problem().orElse("").contains("registry"));
            stack.start(Server.REGISTRY);
            stores.awaitProjected(keyspace);
        }
        assertThat(stores.longUrls(keyspace, "registry-")).containsEntry("registry-new", "https://example.org/new");
        assertThat(meters.deadLetters()).isEmpty();
    }

    @Test
    void aLostKeyspaceIsFilledFromTheBeginningOfTheLog() throws Exception {
        Keyspace keyspace = new Keyspace(3);
        stores.log(links("lost", 20));
        try (Projection projection = stores.project(keyspace)) {
            stores.awaitProjected(keyspace);
        }
        stores.stores().schema().drop(keyspace);
        try (Projection projection = stores.project(keyspace)) {
            // the old offsets of its group must not apply to the new keyspace
            Awaitility.await()
                    .atMost(TestStores.LONG_ENOUGH)
                    .until(() -> !projection.writtenOffsets().isEmpty());
            stores.awaitProjected(keyspace);
        }
        assertThat(stores.longUrls(keyspace, "lost-")).hasSize(20);
    }

    private static List<LinkEvent> links(String prefix, int count) {
        List<LinkEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.addAll(
                    LinkFacts.of(prefix + "-" + i, "https://example.org/" + i).events());
        }
        return events;
    }

    private static Schema withOneMoreField() {
        String json = LinkEvent.getClassSchema().toString();
        int end = json.lastIndexOf("]}");
        return new Schema.Parser()
                .parse(json.substring(0, end)
                        + ",{\"name\":\"note\",\"type\":[\"null\",\"string\"],\"default\":null}"
                        + json.substring(end));
    }

    private static byte[] encode(LinkEvent event, Schema schema, int id) throws IOException {
        ByteArrayOutputStream ours = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().binaryEncoder(ours, null);
        new SpecificDatumWriter<>(LinkEvent.class).write(event, encoder);
        encoder.flush();
        Object generic = new GenericDatumReader<>(LinkEvent.getClassSchema(), schema)
                .read(null, DecoderFactory.get().binaryDecoder(ours.toByteArray(), null));
        ByteArrayOutputStream theirs = new ByteArrayOutputStream();
        theirs.write(0);
        theirs.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
        encoder = EncoderFactory.get().binaryEncoder(theirs, null);
        new GenericDatumWriter<>(schema).write(generic, encoder);
        encoder.flush();
        return theirs.toByteArray();
    }
}
