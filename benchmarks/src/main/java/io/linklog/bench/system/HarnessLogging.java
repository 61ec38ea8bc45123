package io.linklog.bench.system;

/** How the harness and the JVMs of its references log. */
public final class HarnessLogging {

    /** Logback's system property for its configuration. */
    public static final String PROPERTY = "logback.configurationFile";

    /** On the class path of the harness. */
    public static final String FILE = "logback-bench.xml";

    /** The flag for a JVM that must log as the harness does. */
    public static final String FLAG = "-D" + PROPERTY + "=" + FILE;

    private HarnessLogging() {}
}
