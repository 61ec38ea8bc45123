package io.linklog.kit.process;

import org.slf4j.bridge.SLF4JBridgeHandler;

/** Routes {@code java.util.logging}, which gRPC uses, to SLF4J. All log lines then have one format. */
public final class LogBridge {

    private LogBridge() {}

    /** Installs the bridge. Call it before the first gRPC connection. Idempotent. */
    public static void install() {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }
}
