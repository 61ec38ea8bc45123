package io.linklog.acceptance.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * What an earlier build left: all its data, some secrets that it gave away, and the answers that it gave. Recorded by
 * {@code src/test/upgrade/record.sh}.
 */
public final class EarlierBuild {

    /** The address of that build in its answers. */
    private static final String BASE = "http://localhost:24000";

    private static final Duration VISITS_KEPT = Duration.ofDays(30);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path recorded;

    /** @param root of the project */
    public EarlierBuild(Path root) {
        this.recorded = root.resolve("acceptance/src/test/upgrade");
    }

    /** Unpacks the data into the folder of a stack that never ran. */
    void unpack(Path folder) {
        try (InputStream file = Files.newInputStream(recorded.resolve("data.zip"));
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = folder.resolve(entry.getName());
                Files.createDirectories(target.getParent());
                Files.copy(zip, target);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A secret by its name: {@code reader}, {@code author} and {@code revoked} are keys, {@code webhook} signs. */
    public String secret(String name) {
        return lines("secrets.tsv").stream()
                .filter(line -> line.startsWith(name + "\t"))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    /** The code of the first link that redirected to a target. */
    public String codeOf(String target) {
        return lines("answers.tsv").stream()
                .map(line -> line.split("\t", -1))
                .filter(columns -> columns[2].equals(target))
                .map(columns -> columns[1].substring(1))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Asks everything again. Answers are the same if status and {@code Location} are, and if a body has at least what
     * it had: later builds add members. Errors may be worded differently.
     *
     * @return the answers that differ, in words
     */
    public List<String> differences(Api api) {
        List<String> differences = new ArrayList<>();
        for (String line : lines("answers.tsv")) {
            String[] columns = line.replace(BASE, api.base()).split("\t", -1);
            int status = Integer.parseInt(columns[0]);
            String path = columns[1];
            Answer now = api.get(path, "User-Agent", "curl/8.0");
            if (now.status() != status || !now.header("Location").equals(columns[2])) {
                differences.add(path + " answered " + status + " " + columns[2] + ", now " + now.header("Location")
                        + " " + now);
            } else if (status == 200) {
                compare(path, withoutExpiredVisits(read(columns[3])), now.json(), differences);
            }
        }
        return differences;
    }

    /** Rows of single visits expire. A page that lost some may end elsewhere. */
    private static JsonNode withoutExpiredVisits(JsonNode body) {
        boolean expired = false;
        for (Iterator<JsonNode> rows = body.path("data").elements(); rows.hasNext(); ) {
            String at = rows.next().path("at").asText();
            if (!at.isEmpty() && Instant.parse(at).isBefore(Instant.now().minus(VISITS_KEPT))) {
                rows.remove();
                expired = true;
            }
        }
        return expired ? ((ObjectNode) body).without("nextCursor") : body;
    }

    private static void compare(String place, JsonNode before, JsonNode now, List<String> differences) {
        if (before.isObject()) {
            before.fields()
                    .forEachRemaining(member -> compare(
                            place + " " + member.getKey(), member.getValue(), now.path(member.getKey()), differences));
        } else if (before.isArray() && before.size() == now.size()) {
            for (int i = 0; i < before.size(); i++) {
                compare(place + " " + i, before.path(i), now.path(i), differences);
            }
        } else if (!before.equals(now)) {
            differences.add(place + " was " + before + ", is " + now);
        }
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> lines(String file) {
        try {
            return Files.readAllLines(recorded.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
