package io.linklog.kit.http;

import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.EagerContentHandler.RetainedContentLoaderFactory;

/**
 * Reads a body before a thread handles its request. The server has few threads; a few callers that send one byte a
 * second would occupy them all. Batches are streamed, by threads of their own.
 */
final class SlowBodies {

    // room for chunk headers
    private static final int FRAMING_BYTES = 1_024;

    private SlowBodies() {}

    /** A handler to insert before all that read bodies. */
    static EagerContentHandler handler() {
        // the handler refuses a body that grows larger
        EagerContentHandler eager = new EagerContentHandler(new RetainedContentLoaderFactory(
                HttpApi.MAX_BODY_BYTES + FRAMING_BYTES, FRAMING_BYTES, /* reject= */ false));
        eager.excludePath(ApiRoutes.STREAMED_BODY);
        // a body that announces a larger size is not read first
        eager.exclude(request -> request.getLength() > HttpApi.MAX_BODY_BYTES);
        return eager;
    }
}
