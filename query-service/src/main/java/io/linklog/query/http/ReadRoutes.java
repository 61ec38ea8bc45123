package io.linklog.query.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;

/** How reads are added to the server. */
public final class ReadRoutes {

    private ReadRoutes() {}

    /** Adds a resource that can be read: for HEAD the same is done as for GET, and the server leaves the body out. */
    public static void read(RoutesConfig routes, String path, Handler handler) {
        routes.get(path, handler);
        // left to itself, the framework answers every HEAD with an empty 200, also where GET says 404
        routes.head(path, handler);
    }
}
