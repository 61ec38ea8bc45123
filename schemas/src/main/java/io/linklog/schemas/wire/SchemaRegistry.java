package io.linklog.schemas.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linklog.schemas.wire.RegistryHttp.Answer;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A client of the Confluent Schema Registry REST API (Confluent's own server, Apicurio's ccompat, …).
 *
 * <p>Schemas are cached without a limit in time, because an id never changes its meaning. Unknown ids are not cached.
 * If one address does not answer, the next is called. While none answers, what was answered before is read from disk,
 * and an id that is not there is asked for only now and then, so that a reader of many such records is not held up.
 * Thread-safe.
 */
public final class SchemaRegistry implements SchemaStore {

    /**
     * Addresses and credentials of the registry.
     *
     * @param urls base addresses, with the server's path prefix, if any; at least one
     * @param user for basic authentication; null for none
     * @param password for basic authentication; null for none
     * @param timeout for each request to each address
     * @param folder keeps what the registry answered, for times when it does not answer; null to keep nothing
     */
    public record Settings(
            List<URI> urls,
            @Nullable String user,
            @Nullable String password,
            Duration timeout,
            @Nullable Path folder) {

        /** Settings that keep nothing on disk. */
        public Settings(List<URI> urls, @Nullable String user, @Nullable String password, Duration timeout) {
            this(urls, user, password, timeout, null);
        }

        public Settings {
            urls = List.copyOf(urls);
            if (urls.isEmpty()) {
                throw new IllegalArgumentException("The schema registry needs at least one address");
            }
        }

        /** Leaves out the password. */
        @Override
        public String toString() {
            return "SchemaRegistry.Settings[urls=" + urls + ", user=" + user + ", timeout=" + timeout + ", folder="
                    + folder + "]";
        }
    }

    private static final Duration SETTLED = Duration.ofSeconds(2);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

    private final ObjectMapper json = new ObjectMapper();
    private final RegistryHttp http;
    private final Settings settings;
    // since when each call succeeded and the registry knew the ids that it had assigned
    private final AtomicLong wholeSinceNanos;
    private final LongSupplier nanoTime;
    private final SchemaFiles files;
    // no schema is asked for before this time
    private final AtomicLong awayUntilNanos;
    private final Map<Integer, Schema> schemasById = new ConcurrentHashMap<>();
    private final Map<Registration, Integer> ids = new ConcurrentHashMap<>();

    private record Registration(String subject, Schema schema) {}

    public SchemaRegistry(Settings settings) {
        this(settings, System::nanoTime);
    }

    SchemaRegistry(Settings settings, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        // trusted from the start: a command line calls it once and ends
        this.wholeSinceNanos = new AtomicLong(nanoTime.getAsLong() - SETTLED.toNanos());
        this.awayUntilNanos = new AtomicLong(nanoTime.getAsLong());
        this.settings = Objects.requireNonNull(settings);
        this.files = new SchemaFiles(settings.folder());
        this.http = new RegistryHttp(settings);
    }

    /**
     * The id of a schema under a subject, registering it if it is new. Repeating it is harmless. While the registry
     * does not answer, an id that it gave before is read from disk.
     *
     * @throws IncompatibleSchemaException if the subject's compatibility rule refuses it
     * @throws RegistryUnavailableException when no address answers
     */
    @Override
    public int register(String subject, Schema schema) {
        Registration registration = new Registration(subject, schema);
        Integer known = ids.get(registration);
        if (known != null) {
            return known;
        }
        Answer answer;
        try {
            answer = call("POST", "/subjects/" + encode(subject) + "/versions", schemaBody(schema));
        } catch (RegistryUnavailableException e) {
            Integer before = files.id(subject, schema);
            if (before == null) {
                throw e;
            }
            schemasById.putIfAbsent(before, schema);
            return before; // not kept in memory: the next call asks the registry again
        }
        if (answer.status() == 409 || answer.status() == 422) {
            throw new IncompatibleSchemaException(
                    "The registry refuses the schema for " + subject + ": " + message(answer));
        }
        requireOk(answer, "registering a schema for " + subject);
        int id = answer.body().path("id").asInt();
        files.putId(subject, schema, id);
        ids.put(registration, id);
        schemasById.putIfAbsent(id, schema);
        return id;
    }

    /**
     * The schema of an id.
     *
     * @return null if no record can be read with it: the registry does not know the id, or its schema is not Avro, or
     *     Avro cannot parse it, for example because it refers to others
     * @throws RegistryUnavailableException when no address answers, and the schema is not on disk
     */
    @Override
    public @Nullable Schema byId(int id) {
        Schema known = schemasById.get(id);
        if (known != null) {
            return known;
        }
        if (id < 0) {
            return null; // no registry assigns such an id, so only garbage has it
        }
        Schema schema;
        try {
            requireNotAway();
            schema = ask(id);
        } catch (RegistryUnavailableException e) {
            schema = files.schema(id);
            if (schema == null) {
                throw e;
            }
        }
        if (schema != null) {
            schemasById.put(id, schema);
        }
        return schema;
    }

    private @Nullable Schema ask(int id) {
        Answer answer = call("GET", "/schemas/ids/" + id, null);
        if (answer.status() == 404) {
            requireWhole();
            answer = call("GET", "/schemas/ids/" + id, null); // it may know it by now
        }
        if (answer.status() == 404) {
            return null;
        }
        requireOk(answer, "reading schema " + id);
        String type = answer.body().path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            return null;
        }
        Schema schema;
        try {
            schema = new Schema.Parser().parse(answer.body().path("schema").asText());
        } catch (RuntimeException e) {
            return null; // asking again would change nothing
        }
        files.putSchema(id, schema);
        return schema;
    }

    private void requireNotAway() {
        if (nanoTime.getAsLong() - awayUntilNanos.get() < 0) {
            throw new RegistryUnavailableException(
                    "The schema registry at " + settings.urls() + " did not answer a moment ago", null);
        }
    }

    /** A thread that reads records waits for the registry at most a third of its time. */
    private void markAway(long askedAtNanos) {
        long now = nanoTime.getAsLong();
        awayUntilNanos.set(now + Math.max(SHORTEST_PAUSE.toNanos(), 2 * (now - askedAtNanos)));
    }

    /**
     * After its start, a registry answers before it has read its whole journal. "No such schema" would then send a good
     * record to the dead letters. So the answer counts only if the registry still knows the newest schema that it
     * assigned, and has answered for some seconds without an error.
     */
    private void requireWhole() {
        Optional<Integer> newest = schemasById.keySet().stream().max(Integer::compare);
        if (newest.isPresent()
                && call("GET", "/schemas/ids/" + newest.get(), null).status() == 404) {
            wholeSinceNanos.set(nanoTime.getAsLong());
            throw new RegistryUnavailableException(
                    "The schema registry is incomplete: it does not know schema " + newest.get()
                            + ", which it assigned",
                    null);
        }
        if (nanoTime.getAsLong() - wholeSinceNanos.get() < SETTLED.toNanos()) {
            throw new RegistryUnavailableException(
                    "The schema registry has only just begun to answer again; an unknown schema is requested once"
                            + " more",
                    null);
        }
    }

    /** Whether the subject's rule accepts the schema; true for a new subject. */
    public boolean isCompatible(String subject, Schema schema) {
        Answer answer =
                call("POST", "/compatibility/subjects/" + encode(subject) + "/versions/latest", schemaBody(schema));
        if (answer.status() == 404) {
            return true;
        }
        requireOk(answer, "checking a schema for " + subject);
        return answer.body().path("is_compatible").asBoolean();
    }

    /**
     * Sets a subject's compatibility rule.
     *
     * @param level for example {@code BACKWARD_TRANSITIVE}
     */
    public void setCompatibility(String subject, String level) {
        ObjectNode body = json.createObjectNode().put("compatibility", level);
        requireOk(call("PUT", "/config/" + encode(subject), body), "setting the compatibility of " + subject);
    }

    /** The subjects of the registry. It also shows that the registry answers. */
    public List<String> subjects() {
        Answer answer = call("GET", "/subjects", null);
        requireOk(answer, "listing subjects");
        return json.convertValue(
                answer.body(), json.getTypeFactory().constructCollectionType(List.class, String.class));
    }

    private ObjectNode schemaBody(Schema schema) {
        return json.createObjectNode().put("schemaType", "AVRO").put("schema", schema.toString());
    }

    private Answer call(String method, String path, @Nullable JsonNode body) {
        long askedAt = nanoTime.getAsLong();
        try {
            return http.call(method, path, body);
        } catch (RegistryUnavailableException e) {
            wholeSinceNanos.set(nanoTime.getAsLong());
            markAway(askedAt);
            throw e;
        }
    }

    private static void requireOk(Answer answer, String what) {
        if (answer.status() / 100 != 2) {
            throw new RegistryUnavailableException(
                    "The schema registry answered " + answer.status() + " when " + what + ": " + message(answer), null);
        }
    }

    private static String message(Answer answer) {
        return answer.body().path("message").asText(answer.body().toString());
    }

    private static String encode(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8);
    }
}
