package io.linklog.projector;

import com.datastax.oss.driver.api.core.cql.Row;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.KeyspaceKeys;
import io.linklog.kit.cassandra.ProjectedFeed;
import io.linklog.kit.kafka.TestLog;
import io.linklog.kit.process.Health;
import io.linklog.kit.settings.Env;
import io.linklog.kit.tracing.Tracing;
import io.linklog.projector.projection.Projection;
import io.linklog.projector.projection.ProjectionMeters;
import io.linklog.projector.projection.ProjectionStores;
import io.linklog.schemas.topics.Topics;
import io.linklog.stack.LocalStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** A log with the projector's stores: starts projections of it and reads the rows that they write. */
public final class TestStores extends TestLog {

    /** Topics that refuse to delete records. */
    private static final Set<String> COMPACTED = Set.of(Topics.VISIT_STATS.name(), Topics.VISIT_PURGES.name());

    private final ProjectorSettings settings;
    private final ProjectionStores stores;

    public TestStores(LocalStack stack) throws Exception {
        super(stack);
        settings = ProjectorSettings.from(new Env(environment()));
        stores = StoresOpener.open(settings, Tracing.off(), new Health(), closer);
    }

    public ProjectorSettings settings() {
        return settings;
    }

    public ProjectionStores stores() {
        return stores;
    }

    /** Starts a projection with the projector's settings. */
    public Projection project(Keyspace keyspace) {
        return project(keyspace, new ProjectionMeters(new SimpleMeterRegistry()));
    }

    public Projection project(Keyspace keyspace, ProjectionMeters meters) {
        return new Projection(
                stores, keyspace, settings.projection(), Projection.Partitions.SHARED, meters, new Health());
    }

    /** Waits until a projection has the whole log and no problem: each of its feeds starts for itself. */
    public void awaitProjected(Keyspace keyspace, Projection projection) {
        awaitProjected(keyspace);
        Awaitility.await("no problem of " + keyspace)
                .atMost(LONG_ENOUGH)
                .until(() -> projection.problem().isEmpty());
    }

    /** Executes a statement that changes tables or truncates one, with the projector's deadline for such statements. */
    public void changeTables(String cql) {
        stores.schema().execute(cql);
    }

    /**
     * Deletes all events and visits, so that replays do not read those of other tests, and makes this the active
     * keyspace. It then has the highest number, so replays do not drop keyspaces of other tests.
     */
    public Keyspace beginAt(int number) throws Exception {
        Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
        ends().forEach((partition, end) -> {
            if (!COMPACTED.contains(partition.onKafka().topic())) {
                all.put(partition.onKafka(), RecordsToDelete.beforeOffset(end));
            }
        });
        admin().deleteRecords(all).all().get();
        Keyspace keyspace = new Keyspace(number);
        for (Keyspace one : stores.schema().keyspaces()) {
            if (one.number() > number) {
                stores.schema().drop(one);
            }
        }
        etcd().await(etcd().delete(KeyspaceKeys.REPLAY));
        etcd().await(etcd().delete(KeyspaceKeys.ACTIVE));
        etcd().await(etcd().getOrCreate(KeyspaceKeys.ACTIVE, keyspace.name()));
        return keyspace;
    }

    /** Sets the group of a feed to the end of its topic, so that the projection reads only later records. */
    public void skipToEnd(Keyspace keyspace, ProjectedFeed feed) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
        ends().forEach((partition, end) -> {
            if (partition.feed() == feed) {
                ends.put(partition.onKafka(), new OffsetAndMetadata(end));
            }
        });
        admin().alterConsumerGroupOffsets(keyspace.group(feed), ends).all().get();
    }

    /** The rows of a table whose code has this prefix, as text, sorted. */
    public List<String> rows(Keyspace keyspace, String table, String codePrefix) {
        List<String> rows = new ArrayList<>();
        for (Row row : stores.cassandra().execute("SELECT * FROM " + keyspace.name() + "." + table)) {
            if (String.valueOf(row.getString("code")).startsWith(codePrefix)) {
                rows.add(row.getFormattedContents());
            }
        }
        rows.sort(null);
        return rows;
    }

    /** The lists that have a row of this code. */
    public SortedSet<String> listsOf(Keyspace keyspace, String code) {
        SortedSet<String> lists = new TreeSet<>();
        for (Row row : stores.cassandra().execute("SELECT list, code FROM " + keyspace.name() + ".link_list")) {
            if (code.equals(row.getString("code"))) {
                lists.add(row.getString("list"));
            }
        }
        return lists;
    }

    /** The long URLs of the links whose code has this prefix, by code. */
    public Map<String, String> longUrls(Keyspace keyspace, String codePrefix) {
        Map<String, String> urls = new TreeMap<>();
        for (Row row : stores.cassandra().execute("SELECT code, long_url FROM " + keyspace.name() + ".links")) {
            String code = String.valueOf(row.getString("code"));
            if (code.startsWith(codePrefix)) {
                urls.put(code, String.valueOf(row.getString("long_url")));
            }
        }
        return urls;
    }
}
