package io.linklog.command.http;

import io.javalin.config.JavalinConfig;
import io.linklog.kit.http.HttpApi;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.EagerContentHandler.RetainedContentLoaderFactory;

/**
 * Lets a body arrive before a thread is given to its request: the server has few threads, and a handful of callers who
 * send a byte a second would hold them all. Batches are read as they come, by threads of their own.
 */
public final class SlowBodies {

    // room for chunk headers and such
    private static final int FRAMING_BYTES = 1_024;

    private SlowBodies() {}

    public static void keepFromThreads(JavalinConfig config) {
        config.jetty.modifyServer(server -> {
            // a body that grows larger than this goes on to the handler, which refuses it
            EagerContentHandler eager = new EagerContentHandler(new RetainedContentLoaderFactory(
                    HttpApi.LARGEST_BODY_BYTES + FRAMING_BYTES, FRAMING_BYTES, /* reject= */ false));
            eager.excludePath("/api/v1/links/batch");
            // and one that says so beforehand is not waited for
            eager.exclude(request -> request.getLength() > HttpApi.LARGEST_BODY_BYTES);
            server.insertHandler(eager);
        });
    }
}
