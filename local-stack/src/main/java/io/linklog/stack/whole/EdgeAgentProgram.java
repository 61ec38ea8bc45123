package io.linklog.stack.whole;

import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.jvm.ClassArchive;
import io.linklog.stack.jvm.Jdk;
import io.linklog.stack.jvm.Tuning;
import io.linklog.stack.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The agent of the edge. It writes HAProxy's configuration and keeps the running HAProxy in step with the registry. It
 * is a process of its own, so its end affects no request.
 */
record EdgeAgentProgram(Checkout checkout, Path folder, Addresses addresses) implements Program {
    static final String NAME = "edge-agent";

    /**
     * The folder that agent and HAProxy share. It is relative to the stack's folder, in which both run: the path of a
     * socket is limited to about 100 characters, and the path of the stack's folder may be longer.
     */
    static final Path SHARED = Path.of("conf", "edge");

    private static final String MODULE = "sidecar";
    private static final int HEAP_MEGABYTES = 96;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String builtClassPath() {
        return checkout.runnable(MODULE);
    }

    @Override
    public List<ListenPort> listens() {
        return List.of(addresses.listen("LINKLOG_EDGE_ADMIN_PORT"));
    }

    @Override
    public Launch prepare() throws IOException {
        Path state = Files.createDirectories(folder.resolve("data").resolve(NAME));
        List<String> command = new ArrayList<>();
        command.add(Jdk.current().java());
        command.addAll(Tuning.LOAD.jvm(HEAP_MEGABYTES));
        command.addAll(archive().flags());
        command.addAll(List.of("-cp", builtClassPath(), "io.linklog.sidecar.SidecarAgent"));
        Map<String, String> own = new LinkedHashMap<>(addresses.environment());
        own.putAll(new TraceMode(folder).environment());
        own.put("LINKLOG_SIDECAR_ROLE", "edge");
        own.put("LINKLOG_HTTP_PORT", Integer.toString(addresses.port("LINKLOG_EDGE_PORT")));
        own.put("LINKLOG_PROXY_METRICS_PORT", Integer.toString(addresses.port("LINKLOG_EDGE_METRICS_PORT")));
        own.put("LINKLOG_PROXY_DIR", SHARED.toString());
        own.put("LINKLOG_ADMIN_PORT", Integer.toString(addresses.port("LINKLOG_EDGE_ADMIN_PORT")));
        own.put("LINKLOG_INSTANCE_ID", "edge-1");
        own.put("LINKLOG_STATE_DIR", state.toString());
        return new Launch(command, own, folder);
    }

    /** Ready when it has written HAProxy's configuration. */
    @Override
    public boolean answers() throws IOException, NotReady {
        return ReadyQuestion.ask(addresses.port("LINKLOG_EDGE_ADMIN_PORT"));
    }

    private ClassArchive archive() {
        return new ClassArchive(MODULE, Jdk.current(), builtClassPath(), folder);
    }

    @Override
    public void endedInOrder() {
        archive().keep();
    }

    @Override
    public boolean profitsFromAnOrderlyEnd() {
        return !archive().exists();
    }
}
