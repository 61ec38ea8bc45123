package io.linklog.cli.up;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.stack.machine.HttpProbe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A key and its value in etcd.
 *
 * @param name the key without the prefix of the query
 * @param created the revision of its creation; "?" when etcd leaves it out
 */
record EtcdEntry(String name, String value, String created) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Reads all keys below a prefix through etcd's JSON gateway, in one request of a few seconds at most.
     *
     * @param etcd its address
     * @param prefix ends with a slash
     * @return in the order of keys
     * @throws IOException when it does not answer
     */
    static List<EtcdEntry> under(String etcd, String prefix) throws IOException {
        String range = JSON.createObjectNode()
                .put("key", base64(prefix))
                // the first key behind the prefix: "0" is the character after "/"
                .put("range_end", base64(prefix.substring(0, prefix.length() - 1) + "0"))
                .toString();
        HttpProbe.Answer answer = HttpProbe.post(etcd + "/v3/kv/range", "application/json", range);
        if (answer.status() != 200) {
            throw new IOException("HTTP " + answer.status());
        }
        return read(prefix, JSON.readTree(answer.body()));
    }

    static List<EtcdEntry> read(String prefix, JsonNode answer) {
        List<EtcdEntry> entries = new ArrayList<>();
        answer.path("kvs")
                .forEach(item -> entries.add(new EtcdEntry(
                        text(item, "key").substring(prefix.length()),
                        text(item, "value"),
                        item.path("create_revision").asText("?"))));
        return entries;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(JsonNode item, String field) {
        return new String(Base64.getDecoder().decode(item.path(field).asText()), StandardCharsets.UTF_8);
    }
}
