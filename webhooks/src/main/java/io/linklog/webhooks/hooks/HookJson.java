package io.linklog.webhooks.hooks;

import io.linklog.mesh.etcd.JsonCodec;
import io.linklog.mesh.etcd.MalformedValueException;
import io.linklog.schemas.names.TenantName;
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
import org.jspecify.annotations.Nullable;

/**
 * A hook as JSON in etcd.
 *
 * @param tenant null in hooks that are older than this field: {@link TenantName#DEFAULT}
 * @param origin null in hooks that are older than this field: {@link Hook.Origin#OPERATOR}
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
        Map<String, String> positions,
        @Nullable String tenant,
        Hook.@Nullable Origin origin) {

    private static final JsonCodec<HookJson> CODEC = new JsonCodec<>(HookJson.class, 1);
    /**
     * The format of hooks that a process of an earlier version must not serve, and does not: it would send them the
     * events of all tenants, to every address.
     */
    private static final JsonCodec<HookJson> RESTRICTED = new JsonCodec<>(HookJson.class, 2);

    private static final String RESTRICTED_BEGIN = "{\"format\":2,";
    private static final Pattern PARTITION = Pattern.compile("(.+)-(\\d{1,9})");
    private static final Pattern POSITION = Pattern.compile("(-?\\d{1,18}):(-?\\d{1,18})");

    static String write(Hook hook) {
        Map<String, String> positions = new TreeMap<>();
        hook.positions()
                .forEach((at, position) -> positions.put(at.toString(), position.number() + ":" + position.offset()));
        boolean restricted = hook.isGuarded() || !hook.tenant().equals(TenantName.DEFAULT);
        return (restricted ? RESTRICTED : CODEC)
                .write(new HookJson(
                        hook.id(),
                        hook.url().toString(),
                        hook.state(),
                        hook.why(),
                        hook.createdAt(),
                        sort(hook.types()),
                        sort(hook.codes()),
                        sort(hook.tags()),
                        hook.secrets().stream().map(Secret::text).toList(),
                        positions,
                        restricted ? hook.tenant() : null,
                        restricted ? hook.origin() : null));
    }

    private static List<String> sort(Collection<String> texts) {
        return texts.stream().sorted().toList();
    }

    static Hook read(String text) throws MalformedValueException {
        return (text.startsWith(RESTRICTED_BEGIN) ? RESTRICTED : CODEC).read(text, HookJson::toHook);
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
                tenant == null ? TenantName.DEFAULT : tenant,
                origin == null ? Hook.Origin.OPERATOR : origin,
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
