package io.linklog.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One of Linklog's own services.
 *
 * @param module its folder in the project, and its name
 * @param mainClass what is run
 * @param heapMegabytes its largest heap
 * @param ports the first is that of {@code /readyz}; the second, where there is one, that of its API
 * @param environment how it finds the servers
 */
record ServiceProgram(
        Checkout checkout,
        Path folder,
        String module,
        String mainClass,
        int heapMegabytes,
        List<ListenPort> ports,
        Map<String, String> environment)
        implements Program {

    @Override
    public String name() {
        return module;
    }

    @Override
    public List<ListenPort> listens() {
        return ports;
    }

    @Override
    public Launch prepare() throws IOException {
        Path state = Files.createDirectories(folder.resolve("data").resolve(module));
        List<String> command = new ArrayList<>();
        command.add(Jdk.current().java());
        command.addAll(Tuning.LOAD.jvm(heapMegabytes));
        command.addAll(archive().flags());
        command.addAll(List.of("-cp", checkout.runnable(module), mainClass));
        Map<String, String> own = new LinkedHashMap<>(environment);
        own.put("LINKLOG_ADMIN_PORT", Integer.toString(ports.get(0).number()));
        if (ports.size() > 1) {
            own.put("LINKLOG_HTTP_PORT", Integer.toString(ports.get(1).number()));
        }
        own.put("LINKLOG_INSTANCE_ID", module + "-1");
        own.put("LINKLOG_STATE_DIR", state.toString());
        return new Launch(command, own, folder);
    }

    @Override
    public boolean answers() throws IOException {
        return HttpProbe.get("http://127.0.0.1:" + ports.get(0).number() + "/readyz")
                        .status()
                == 200;
    }

    private ClassArchive archive() {
        return new ClassArchive(name(), Jdk.current(), checkout.runnable(module), folder);
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
