package io.linklog.bench.reference;

import io.linklog.bench.system.HarnessLogging;
import io.linklog.stack.jvm.Jdk;
import io.linklog.stack.process.Program;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@link BareTopology} as a process. */
record BareProgram(String bootstrap, String from, String to, int commitMillis, Path folder, List<String> jvm)
        implements Program {

    @Override
    public String name() {
        return "bare-topology";
    }

    @Override
    public List<ListenPort> listens() {
        return List.of();
    }

    @Override
    public Launch prepare() throws IOException {
        Files.createDirectories(state());
        Files.deleteIfExists(ready());
        List<String> command = new ArrayList<>();
        command.add(Jdk.current().java());
        command.addAll(jvm);
        command.add(HarnessLogging.FLAG);
        command.addAll(List.of("-cp", classPath(), BareTopology.class.getName()));
        command.addAll(List.of(bootstrap, from, to));
        command.addAll(List.of(Integer.toString(commitMillis), state().toString(), ready().toString()));
        return new Launch(command, Map.of(), folder);
    }

    @Override
    public boolean answers() {
        return Files.exists(ready());
    }

    /** The class path with absolute entries, because the process runs in another folder. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private Path state() {
        return folder.resolve("bare-state");
    }

    private Path ready() {
        return folder.resolve("bare-ready");
    }
}
