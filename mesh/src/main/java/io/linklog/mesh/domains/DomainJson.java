package io.linklog.mesh.domains;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.JsonCodec;
import io.linklog.mesh.etcd.KeySpace;
import io.linklog.mesh.etcd.MalformedValueException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A {@link Domain} as JSON in etcd. */
record DomainJson(
        String name,
        String tenant,
        @Nullable String baseTarget,
        @Nullable String unknownTarget,
        @Nullable String expiredTarget,
        Instant createdAt,
        @Nullable Instant removedAt,
        @Nullable Instant releasedAt) {

    /** The prefix of all domains in etcd; the name follows. */
    static final String PREFIX = KeySpace.LINKLOG.at("domains/");

    private static final JsonCodec<DomainJson> CODEC = new JsonCodec<>(DomainJson.class, 1);

    static String path(String name) {
        return PREFIX + name;
    }

    static String write(Domain domain) {
        return CODEC.write(new DomainJson(
                domain.name(),
                domain.tenant(),
                domain.targets().base().orElse(null),
                domain.targets().unknown().orElse(null),
                domain.targets().expired().orElse(null),
                domain.createdAt(),
                domain.removedAt().orElse(null),
                domain.releasedAt().orElse(null)));
    }

    static Domain read(Etcd.Entry entry) throws MalformedValueException {
        return CODEC.read(entry.value(), json -> json.domain(entry.key()));
    }

    private Domain domain(String etcdKey) {
        if (!etcdKey.equals(path(name))) {
            throw new IllegalArgumentException("the value names another domain, " + name);
        }
        return new Domain(
                name,
                tenant,
                new Domain.Targets(
                        Optional.ofNullable(baseTarget),
                        Optional.ofNullable(unknownTarget),
                        Optional.ofNullable(expiredTarget)),
                createdAt,
                Optional.ofNullable(removedAt),
                Optional.ofNullable(releasedAt));
    }
}
