package io.linklog.mesh.route;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.JsonCodec;
import io.linklog.mesh.etcd.MalformedValueException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A {@link Route} as JSON in etcd. */
record RouteJson(String service, String stable, @Nullable String canary, int weight) {

    private static final JsonCodec<RouteJson> CODEC = new JsonCodec<>(RouteJson.class, 1);

    static String write(Route route) {
        return CODEC.write(
                new RouteJson(route.service(), route.stable(), route.canary().orElse(null), route.weight()));
    }

    static Route read(RouteKeys keys, Etcd.Entry entry) throws MalformedValueException {
        return CODEC.read(entry.value(), json -> json.route(keys, entry.key()));
    }

    private Route route(RouteKeys keys, String key) {
        if (!key.equals(keys.of(service))) {
            throw new IllegalArgumentException("the value names another service, " + service);
        }
        return new Route(service, stable, Optional.ofNullable(canary), weight);
    }
}
