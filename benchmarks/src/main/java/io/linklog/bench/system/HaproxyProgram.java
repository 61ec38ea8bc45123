package io.linklog.bench.system;

import io.linklog.stack.machine.DebianPackage;
import io.linklog.stack.process.Program;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;

/**
 * HAProxy with the configuration that its agent wrote.
 *
 * @param folder the working folder of the agent
 * @param config relative to the folder
 */
public record HaproxyProgram(int port, Path folder, Path config) implements Program {

    @Override
    public String name() {
        return "edge";
    }

    @Override
    public List<ListenPort> listens() {
        return List.of(new ListenPort(port, "another run: each run chooses free ports"));
    }

    @Override
    public Launch prepare() {
        DebianPackage.Installed haproxy = DebianPackage.HAPROXY.find();
        return new Launch(
                List.of(haproxy.program().toString(), "-db", "-f", config.toString()), haproxy.environment(), folder);
    }

    @Override
    public boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }
}
