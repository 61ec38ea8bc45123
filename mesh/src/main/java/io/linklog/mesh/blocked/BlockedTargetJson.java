package io.linklog.mesh.blocked;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.JsonCodec;
import io.linklog.mesh.etcd.KeySpace;
import io.linklog.mesh.etcd.MalformedValueException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A {@link BlockedTarget} as JSON in etcd. The host is in the key. The first builds wrote no version. */
record BlockedTargetJson(
        Instant addedAt,
        @Nullable String addedBy,
        @Nullable Instant removedAt,
        @Nullable Integer version) {

    /** The prefix of all blocked targets in etcd; the host follows. */
    static final String PREFIX = KeySpace.LINKLOG.at("blocked-targets/");

    private static final JsonCodec<BlockedTargetJson> CODEC = new JsonCodec<>(BlockedTargetJson.class, 1);

    static String path(String host) {
        return PREFIX + host;
    }

    static String write(BlockedTarget target) {
        return CODEC.write(new BlockedTargetJson(
                target.addedAt(),
                target.addedBy().orElse(null),
                target.removedAt().orElse(null),
                target.version()));
    }

    static BlockedTarget read(Etcd.Entry entry) throws MalformedValueException {
        String host = entry.key().substring(PREFIX.length());
        return CODEC.read(
                entry.value(),
                json -> new BlockedTarget(
                        host,
                        json.addedAt,
                        Optional.ofNullable(json.addedBy),
                        Optional.ofNullable(json.removedAt),
                        json.version == null ? 1 : json.version));
    }
}
