package io.linklog.stack.whole;

import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.jvm.ClassArchive;
import io.linklog.stack.jvm.Jdk;
import io.linklog.stack.jvm.Tuning;
import io.linklog.stack.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An instance of one of Linklog's own services.
 *
 * @param environment in which it finds the servers
 */
record ServiceProgram(Checkout checkout, Path folder, ServiceInstance instance, Map<String, String> environment)
        implements Program {

    /**
     * The time between DRAINING and the end of the API. Callers that watch the registry see a change within 0.2 s (p99,
     * measured by mesh on a busy machine). A caller without the registry polls {@code /readyz} each second and needs
     * two failures. The last instance of a service skips the pause.
     */
    private static final Duration DRAIN_PAUSE = Duration.ofSeconds(3);

    private static final String DRAIN_PAUSE_SETTING = "LINKLOG_DRAIN_PAUSE";

    @Override
    public String name() {
        return instance.processName();
    }

    @Override
    public List<ListenPort> listens() {
        List<ListenPort> ports = new ArrayList<>();
        for (int i = 0; i < instance.ports().size(); i++) {
            String setting =
                    instance.number() == 1 ? instance.service().portSettings().get(i) : "./linklog scale";
            ports.add(new ListenPort(instance.ports().get(i), setting));
        }
        return ports;
    }

    @Override
    public String builtClassPath() {
        return checkout.runnable(instance.service().module());
    }

    @Override
    public boolean yields() {
        return instance.service().yields();
    }

    @Override
    public Launch prepare() throws IOException {
        Path state = Files.createDirectories(folder.resolve("data").resolve(name()));
        List<String> command = new ArrayList<>();
        command.add(Jdk.current().java());
        command.addAll(Tuning.LOAD.jvm(instance.service().heapMegabytes()));
        command.addAll(instance.number() == 1 ? archive().flags() : archive().flagsIfThere());
        command.addAll(List.of("-cp", builtClassPath(), instance.service().mainClass()));
        Map<String, String> own = new LinkedHashMap<>(environment);
        if (System.getenv(DRAIN_PAUSE_SETTING) == null) {
            own.put(DRAIN_PAUSE_SETTING, DRAIN_PAUSE.toMillis() + "ms");
        }
        own.putAll(new TraceMode(folder).environment());
        own.putAll(instance.settings());
        own.put("LINKLOG_ADMIN_PORT", Integer.toString(instance.ports().get(0)));
        if (instance.ports().size() > 1) {
            own.put("LINKLOG_HTTP_PORT", Integer.toString(instance.ports().get(1)));
        }
        own.put("LINKLOG_INSTANCE_ID", instance.id());
        own.put("LINKLOG_STATE_DIR", state.toString());
        return new Launch(command, own, folder);
    }

    @Override
    public boolean answers() throws IOException, NotReady {
        return ReadyQuestion.ask(instance.ports().get(0));
    }

    private ClassArchive archive() {
        return new ClassArchive(instance.service().module(), Jdk.current(), builtClassPath(), folder);
    }

    @Override
    public void endedInOrder() {
        if (instance.number() == 1) {
            archive().keep();
        }
    }

    @Override
    public boolean profitsFromAnOrderlyEnd() {
        return instance.number() == 1 && !archive().exists();
    }
}
