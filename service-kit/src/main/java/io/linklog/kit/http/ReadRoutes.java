package io.linklog.kit.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;

/** Adds reads to the server. */
public final class ReadRoutes {

    private ReadRoutes() {}

    /** Adds a resource that answers GET and HEAD with the same handler; the server omits the body for HEAD. */
    public static void add(RoutesConfig routes, String path, Handler handler) {
        routes.get(path, handler);
        // by default Javalin answers every HEAD with an empty 200, even when GET answers 404
        routes.head(path, handler);
    }
}
