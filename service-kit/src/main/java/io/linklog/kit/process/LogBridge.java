package io.linklog.kit.process;

import org.slf4j.bridge.SLF4JBridgeHandler;

/** One log, one format: what gRPC writes by {@code java.util.logging} goes where the rest goes. */
public final class LogBridge {

    private LogBridge() {}

    /** To be called before the first connection. May be repeated. */
    public static void install() {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }
}
