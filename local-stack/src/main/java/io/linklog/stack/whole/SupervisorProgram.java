package io.linklog.stack.whole;

import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.jvm.Jdk;
import io.linklog.stack.process.Program;
import io.linklog.stack.supervision.Supervisor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The process that starts dead processes of the stack again. */
record SupervisorProgram(Checkout checkout, Path folder) implements Program {

    @Override
    public String name() {
        return Supervisor.NAME;
    }

    @Override
    public List<ListenPort> listens() {
        return List.of();
    }

    @Override
    public String builtClassPath() {
        return checkout.runnable("local-stack/cli");
    }

    @Override
    public Launch prepare() {
        return new Launch(
                List.of(
                        Jdk.current().java(),
                        "-Xmx24m",
                        "-Xss256k",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        builtClassPath(),
                        Supervisor.class.getName(),
                        folder.toString()),
                Map.of(),
                folder);
    }

    /** Nobody waits for it. */
    @Override
    public boolean answers() {
        return true;
    }
}
