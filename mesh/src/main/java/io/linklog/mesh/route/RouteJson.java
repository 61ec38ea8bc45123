package io.linklog.mesh.route;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.JsonValue;
import io.linklog.mesh.etcd.MalformedValueException;

/** A route as text in etcd. Fields that are not known here are passed over; {@code format} as in an instance. */
final class RouteJson {

    static final int FORMAT = 1;
    private static final String ROUTES = "/linklog/routes/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private RouteJson() {}

    static String prefix() {
        return ROUTES;
    }

    static String key(String service) {
        return ROUTES + service;
    }

    static String write(Route route) {
        ObjectNode json = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("service", route.service())
                .put("stable", route.stable());
        route.canary().ifPresent(version -> json.put("canary", version));
        json.put("weight", route.weight());
        return json.toString();
    }

    static Route read(Etcd.Item item) throws MalformedValueException {
        JsonValue json = JsonValue.read(item.value(), FORMAT);
        String service = json.text("service");
        if (!item.key().equals(key(service))) {
            throw new MalformedValueException("says to be of " + service);
        }
        try {
            return new Route(
                    service, json.text("stable"), json.optionalText("canary"), json.integer("weight", 0, Route.WHOLE));
        } catch (IllegalArgumentException e) {
            throw new MalformedValueException(e.getMessage());
        }
    }
}
