package io.linklog.sidecar;

import io.linklog.kit.AdminServer;
import io.linklog.kit.Closer;
import io.linklog.kit.Env;
import io.linklog.kit.Health;
import io.linklog.kit.ServiceProcess;
import io.linklog.kit.ServiceRegistration;
import io.linklog.mesh.Etcd;
import io.linklog.mesh.registry.DirectorySettings;
import io.linklog.mesh.registry.ServiceDirectory;
import io.linklog.sidecar.canary.CanaryController;

/** The process that keeps an HAProxy at what the registry says. */
public final class SidecarAgent {

    private SidecarAgent() {}

    public static void main(String[] args) {
        ServiceProcess.run("sidecar-agent", SidecarAgent::start);
    }

    /** Opens everything into the closer; waits for nobody: etcd and HAProxy may come later. */
    static void start(Env env, Health health, Closer closer) throws Exception {
        SidecarSettings settings = SidecarSettings.from(env);
        AdminServer admin = closer.add("admin port", new AdminServer(settings.adminPort(), health));
        Etcd etcd = closer.add("etcd", new Etcd(settings.etcd()));
        ServiceRegistration.start(etcd, settings.registration(), admin.metrics(), health, closer);
        ServiceDirectory directory = closer.add(
                "directory",
                new ServiceDirectory(
                        etcd,
                        DirectorySettings.all()
                                .snapshotIn(settings.stateFolder().resolve("directory.json")),
                        admin.metrics()));
        if (settings.role() == Role.EDGE) {
            closer.add(
                    "canary controller",
                    new CanaryController(
                            etcd,
                            directory,
                            settings.registration().instanceId(),
                            settings.registration().ttl(),
                            admin.metrics(),
                            health));
        }
    }
}
