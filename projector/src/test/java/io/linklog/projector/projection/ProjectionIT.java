package io.linklog.projector.projection;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.Row;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.ProjectedFeed;
import io.linklog.kit.kafka.LinkFacts;
import io.linklog.projector.TestStores;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.RedirectRule;
import io.linklog.schemas.RuleCondition;
import io.linklog.schemas.topics.Topics;
import io.linklog.stack.SharedStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ProjectionIT {

    private static TestStores stores;

    @BeforeAll
    static void open() throws Exception {
        stores = new TestStores(SharedStack.with());
    }

    @AfterAll
    static void close() throws Exception {
        stores.close();
    }

    @Test
    void linksHistoryAndListsFollowEachKindOfChange() throws Exception {
        Keyspace keyspace = new Keyspace(101);
        stores.log(LinkFacts.of("kinds-1", "https://example.org/1", "a", "b").events());
        stores.log(LinkFacts.of("kinds-2", "https://example.org/2", "a", "b")
                .edit("https://example.org/2b", null, "b", "c")
                .delete()
                .restore()
                .events());
        stores.log(List.of(byKeyWithARule()));
        stores.log(
                LinkFacts.of("kinds-3", "https://example.org/3", "a").delete().events());
        try (Projection projection = stores.project(keyspace)) {
            stores.awaitProjected(keyspace, projection);
        }

        assertThat(stores.longUrls(keyspace, "kinds-"))
                .isEqualTo(Map.of(
                        "kinds-1", "https://example.org/1",
                        "kinds-2", "https://example.org/2b",
                        "kinds-3", "https://example.org/3",
                        "kinds-4", "https://example.org/4"));
        assertThat(stores.rows(keyspace, "links", "kinds-4"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .contains("created_by:'ann'")
                        .contains("redirect_rules:'[{\"longUrl\":\"https://example.org/ios\",\"conditions\":"));
        assertThat(stores.rows(keyspace, "link_history", "kinds-4"))
                .singleElement()
                .satisfies(row -> assertThat(row).contains("created_by:'ann'", "sent_by:'ann'"));
        assertThat(stores.listsOf(keyspace, "kinds-1")).containsExactly("", "tag:a", "tag:b");
        assertThat(stores.listsOf(keyspace, "kinds-2")).containsExactly("", "tag:b", "tag:c");
        assertThat(stores.listsOf(keyspace, "kinds-3")).containsExactly("", "tag:a");
        assertThat(stores.rows(keyspace, "link_history", "kinds-2"))
                .hasSize(4)
                .anySatisfy(row -> assertThat(row).contains("version:2", "change:'EDITED'", "title:NULL"))
                .anySatisfy(row -> assertThat(row).contains("version:3", "state:'DELETED'"));
        assertThat(stores.rows(keyspace, "links", "kinds-2"))
                .singleElement()
                .satisfies(
                        row -> assertThat(row).contains("version:4", "state:'ACTIVE'", "title:NULL", "tags:['b','c']"));
        assertThat(stores.rows(keyspace, "links", "kinds-3"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .contains("state:'DELETED'", "created_at:1777633199999999", "edited_at:1777633200000000"));
        // 1777633199 / 3600
        assertThat(stores.stores()
                        .cassandra()
                        .execute("SELECT hour FROM " + keyspace + ".link_list_hours"
                                + " WHERE tenant = 'default' AND list = 'tag:c'")
                        .all())
                .singleElement()
                .satisfies(row -> assertThat(row.getLong(0)).isEqualTo(493786));
    }

    @Test
    void aPurgeErasesTheRowsInAnyOrderOfWrites() throws Exception {
        Keyspace keyspace = new Keyspace(198);
        List<LinkEvent> events = LinkFacts.of("purged-1", "https://example.org/1", "a", "b")
                .edit("https://example.org/2", "Ann", "b", "c")
                .delete()
                .purge()
                .events();
        stores.log(events);
        stores.log(
                LinkFacts.of("purged-2", "https://example.org/1", "c").delete().events());
        stores.log(List.of(events.get(3), events.get(1), events.get(0), events.get(2)));
        try (Projection projection = stores.project(keyspace)) {
            stores.awaitProjected(keyspace);
        }
        assertThat(stores.rows(keyspace, "links", "purged-1")).isEmpty();
        assertThat(stores.rows(keyspace, "link_history", "purged-1")).isEmpty();
        assertThat(stores.listsOf(keyspace, "purged-1")).isEmpty();
        assertThat(stores.rows(keyspace, "link_history", "purged-2")).hasSize(2);
        assertThat(stores.listsOf(keyspace, "purged-2")).containsExactly("", "tag:c");
    }

    @Test
    void theWordsOfALinkHaveRowsUntilItIsPurged() throws Exception {
        Keyspace keyspace = new Keyspace(199);
        stores.log(LinkFacts.of("found-1", "https://www.example.org/Straße", "Red tag")
                .edit("https://example.org/Later", "Ann")
                .delete()
                .events());
        LinkFacts purged = LinkFacts.of("purged-3", "https://example.org/1", "secret")
                .edit("https://example.org/2", "Ann")
                .delete();
        stores.log(purged.events());
        stores.log(purged.purge().events().subList(3, 4));
        try (Projection projection = stores.project(keyspace)) {
            stores.awaitProjected(keyspace);
        }
        assertThat(words(keyspace, "found-1"))
                .containsExactly(
                        "1",
                        "ann",
                        "ann*",
                        "exa*",
                        "example",
                        "fou*",
                        "found",
                        "lat*",
                        "later",
                        "loc*",
                        "localhost",
                        "of",
                        "red",
                        "red*",
                        "str*",
                        "strasse",
                        "tag",
                        "tag*",
                        "tit*",
                        "title");
        assertThat(words(keyspace, "purged-3")).isEmpty();
        assertThat(stores.rows(keyspace, "link_words_of", "purged-3")).isEmpty();
        assertThat(stores.rows(keyspace, "link_words_of", "found-1")).hasSize(2);
    }

    private static SortedSet<String> words(Keyspace keyspace, String code) {
        SortedSet<String> words = new TreeSet<>();
        for (Row row :
                stores.stores().cassandra().execute("SELECT word, code FROM " + keyspace.name() + ".link_words")) {
            if (code.equals(row.getString(1))) {
                words.add(String.valueOf(row.getString(0)));
            }
        }
        return words;
    }

    private static LinkEvent byKeyWithARule() {
        LinkEvent event =
                LinkFacts.of("kinds-4", "https://example.org/4").events().get(0);
        event.getLink().setCreatedBy("ann");
        event.setBy("ann");
        event.getLink()
                .getAttributes()
                .setRedirectRules(List.of(new RedirectRule(
                        "https://example.org/ios", List.of(new RuleCondition("device", null, "ios")))));
        return event;
    }

    @Test
    void repeatedEventsInAnyOrderGiveTheSameRows() throws Exception {
        List<LinkEvent> inOrder = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            inOrder.addAll(LinkFacts.of("order-" + i, "https://example.org/" + i, "a", "b")
                    .edit("https://example.org/e" + i, null, "b")
                    .edit("https://example.org/f" + i, "back", "a")
                    .delete()
                    .restore()
                    .edit("https://example.org/g" + i, "again", "a", "c")
                    .events());
        }
        Keyspace straight = new Keyspace(102);
        stores.log(inOrder);
        try (Projection projection = stores.project(straight)) {
            stores.awaitProjected(straight);
        }
        List<LinkEvent> shuffled = new ArrayList<>(inOrder);
        shuffled.addAll(inOrder.subList(0, inOrder.size() / 2));
        Collections.shuffle(shuffled, new Random(7));
        Keyspace mixed = new Keyspace(103);
        stores.stores().schema().create(mixed);
        // the second projection reads only the shuffled events
        stores.skipToEnd(mixed, ProjectedFeed.LINKS);
        stores.log(shuffled);
        try (Projection projection = stores.project(mixed)) {
            stores.awaitProjected(mixed);
        }

        for (String table : List.of("links", "link_history", "link_list", "link_words", "link_words_of")) {
            assertThat(stores.rows(mixed, table, "order-"))
                    .as(table)
                    .isNotEmpty()
                    .isEqualTo(stores.rows(straight, table, "order-"));
        }
    }

    @Test
    void anUnreadableRecordGoesToTheDeadLettersAndLaterRecordsAreWritten() throws Exception {
        Keyspace keyspace = new Keyspace(104);
        ProjectionMeters meters = new ProjectionMeters(new SimpleMeterRegistry());
        byte[] poison = "not Avro at all".getBytes(StandardCharsets.UTF_8);
        byte[] unknownSchema = {0, 0x7f, 1, 2, 3, 4, 5};
        stores.log(LinkFacts.of("poison-before", "https://example.org/before").events());
        stores.logBytes("poison-before", poison);
        stores.logBytes("poison-before", unknownSchema);
        stores.logBytes("poison-before", null);
        stores.log(LinkFacts.of("poison-before", "https://example.org/x")
                .edit("https://example.org/after", null)
                .events());

        try (Projection projection = stores.project(keyspace, meters)) {
            stores.awaitProjected(keyspace);
        }

        assertThat(stores.longUrls(keyspace, "poison-")).containsEntry("poison-before", "https://example.org/after");
        assertThat(meters.deadLetters().get("link-events")).isGreaterThanOrEqualTo(3);
        Map<String, byte[]> letters = new TreeMap<>();
        try (var reader = new KafkaConsumer<>(
                stores.settings().kafka().client(Map.of("isolation.level", "read_committed")),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> all = stores.ends().keySet().stream()
                    .filter(partition -> partition.feed() == ProjectedFeed.LINKS)
                    .map(partition -> new TopicPartition(Topics.LINK_EVENTS.deadLetterName(), partition.partition()))
                    .toList();
            reader.assign(all);
            reader.seekToBeginning(all);
            Awaitility.await().atMost(TestStores.LONG_ENOUGH).until(() -> {
                for (ConsumerRecord<String, byte[]> letter : reader.poll(Duration.ofMillis(200))) {
                    if (letter.key().equals("poison-before")) {
                        letters.put(header(letter, "linklog-error"), letter.value() == null ? null : letter.value());
                        assertThat(header(letter, "linklog-topic")).isEqualTo("link-events");
                        assertThat(header(letter, "linklog-partition")).isEqualTo(Integer.toString(letter.partition()));
                        assertThat(header(letter, "linklog-offset")).matches("[0-9]+");
                        assertThat(header(letter, "linklog-error-class")).contains("UnreadableRecordException");
                    }
                }
                return letters.size() >= 3;
            });
        }
        assertThat(letters.values()).anySatisfy(value -> assertThat(value).isEqualTo(poison));
    }

    @Test
    void instancesShareThePartitionsAndOneThatStopsLosesNothing() throws Exception {
        Keyspace keyspace = new Keyspace(105);
        Projection first = stores.project(keyspace);
        try (Projection second = stores.project(keyspace)) {
            Awaitility.await("both have partitions")
                    .atMost(TestStores.LONG_ENOUGH)
                    .until(() -> {
                        stores.log(LinkFacts.of("share-" + System.nanoTime(), "https://example.org/s")
                                .events());
                        return !first.writtenOffsets().isEmpty()
                                && !second.writtenOffsets().isEmpty()
                                && Collections.disjoint(
                                        first.writtenOffsets().keySet(),
                                        second.writtenOffsets().keySet());
                    });
            List<LinkEvent> events = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                events.addAll(
                        LinkFacts.of("member-" + i, "https://example.org/m" + i).events());
            }
            stores.log(events);
            first.close();
            stores.log(LinkFacts.of("member-last", "https://example.org/last").events());
            stores.awaitProjected(keyspace);

            assertThat(stores.longUrls(keyspace, "member-")).hasSize(3_001);
        } finally {
            first.close();
        }
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
