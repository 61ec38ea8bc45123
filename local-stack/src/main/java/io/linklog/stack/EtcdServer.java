package io.linklog.stack;

import io.linklog.stack.machine.DebianPackage;
import io.linklog.stack.machine.HttpProbe;
import io.linklog.stack.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A single etcd member.
 *
 * @param bcryptCost of the hash of a password, with which every new connection waits
 */
record EtcdServer(Path folder, ServerPorts ports, int bcryptCost) implements Program {

    /** etcd's default. */
    static final int SLOW = 10;
    /** The least. Nobody can try random passwords, so a slow hash protects nothing. */
    static final int FAST = 4;

    @Override
    public String name() {
        return Server.ETCD.processName();
    }

    @Override
    public List<ListenPort> listens() {
        return List.of(
                new ListenPort(ports.etcd(), "LINKLOG_ETCD_PORT"),
                new ListenPort(ports.etcdPeer(), "LINKLOG_ETCD_PEER_PORT"));
    }

    @Override
    public Launch prepare() throws IOException {
        Path data = folder.resolve("data/etcd");
        Files.createDirectories(data.getParent());
        DebianPackage.Installed etcd = DebianPackage.ETCD.find();
        String client = "http://127.0.0.1:" + ports.etcd();
        String peer = "http://127.0.0.1:" + ports.etcdPeer();
        return new Launch(
                List.of(
                        etcd.program().toString(),
                        "--name=linklog",
                        "--data-dir=" + data,
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=linklog=" + peer,
                        "--logger=zap",
                        "--log-outputs=stderr",
                        // etcd keeps every old value until compaction
                        "--auto-compaction-mode=periodic",
                        "--auto-compaction-retention=1h",
                        "--bcrypt-cost=" + bcryptCost),
                etcd.environment(),
                folder);
    }

    @Override
    public boolean answers() throws IOException, NotReady {
        HttpProbe.Answer health = HttpProbe.get("http://127.0.0.1:" + ports.etcd() + "/health");
        if (health.status() == 200 && health.body().contains("true")) {
            return true;
        }
        throw new NotReady("a leader, and the end of any alarm such as NOSPACE (docs/operations.md); /health says "
                + health.body().strip());
    }
}
