package io.linklog.webhooks.hooks;

import io.linklog.mesh.etcd.JsonCodec;
import io.linklog.mesh.etcd.MalformedValueException;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/**
 * A hook as JSON in etcd.
 *
 * @param positions by partition ({@code link-events-3}), each as {@code number:offset}
 */
record HookJson(
        String id,
        String url,
        Hook.State state,
        String why,
        Instant createdAt,
        List<String> types,
        List<String> codes,
        List<String> tags,
        List<String> secrets,
        Map<String, String> positions) {

    private static final JsonCodec<HookJson> CODEC = new JsonCodec<>(HookJson.class, 1);
    private static final Pattern PARTITION = Pattern.compile("(.+)-(\\d{1,9})");
    private static final Pattern POSITION = Pattern.compile("(-?\\d{1,18}):(-?\\d{1,18})");

    static String write(Hook hook) {
        Map<String, String> positions = new TreeMap<>();
        hook.positions()
                .forEach((at, position) -> positions.put(at.toString(), position.number() + ":" + position.offset()));
        return CODEC.write(new HookJson(
                hook.id(),
                hook.url().toString(),
                hook.state(),
                hook.why(),
                hook.createdAt(),
                sort(hook.types()),
                sort(hook.codes()),
                sort(hook.tags()),
                hook.secrets().stream().map(Secret::text).toList(),
                positions));
    }

    private static List<String> sort(Collection<String> texts) {
        return texts.stream().sorted().toList();
    }

    static Hook read(String text) throws MalformedValueException {
        return CODEC.read(text, HookJson::toHook);
    }

    private Hook toHook() {
        Map<TopicPartition, Hook.Position> parsed = new HashMap<>();
        positions.forEach((at, position) -> {
            Matcher partition = match(PARTITION, at);
            Matcher place = match(POSITION, position);
            parsed.put(
                    new TopicPartition(partition.group(1), Integer.parseInt(partition.group(2))),
                    new Hook.Position(Long.parseLong(place.group(1)), Long.parseLong(place.group(2))));
        });
        return new Hook(
                id,
                URI.create(url),
                Set.copyOf(types),
                Set.copyOf(codes),
                Set.copyOf(tags),
                secrets.stream().map(Secret::new).toList(),
                state,
                why,
                createdAt,
                parsed);
    }

    private static Matcher match(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'positions' has " + text);
        }
        return matcher;
    }
}
