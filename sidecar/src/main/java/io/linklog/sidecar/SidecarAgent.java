package io.linklog.sidecar;

import io.linklog.kit.process.AdminServer;
import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.ServiceProcess;
import io.linklog.kit.registration.ServiceRegistration;
import io.linklog.kit.settings.Env;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.registry.DirectorySettings;
import io.linklog.mesh.registry.ServiceDirectory;
import io.linklog.mesh.route.RouteBook;
import io.linklog.sidecar.canary.CanaryController;
import io.linklog.sidecar.dataplane.CertificateRenewal;
import io.linklog.sidecar.dataplane.DataPlane;
import io.linklog.sidecar.dataplane.HostAddresses;
import io.linklog.sidecar.dataplane.SidecarMetrics;
import io.linklog.sidecar.haproxy.ConfigFolder;
import io.linklog.sidecar.haproxy.Haproxy;
import io.linklog.sidecar.haproxy.RuntimeApi;
import io.linklog.sidecar.layout.Layout;
import io.linklog.sidecar.settings.Role;
import io.linklog.sidecar.settings.SidecarSettings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process that keeps an HAProxy at what the registry says. */
public final class SidecarAgent {

    private static final Logger LOG = LoggerFactory.getLogger(SidecarAgent.class);
    /** The first file should have servers in it; without etcd, those of the snapshot. */
    private static final Duration WAIT_FOR_ETCD = Duration.ofSeconds(5);
    /** HAProxy answers in a millisecond, unless it is stopped or its machine has no time. */
    private static final Duration HAPROXY_DEADLINE = Duration.ofSeconds(2);

    private static final Duration LOOKUP_DEADLINE = Duration.ofSeconds(2);

    private SidecarAgent() {}

    public static void main(String[] args) {
        ServiceProcess.run("sidecar-agent", SidecarAgent::start);
    }

    /** Opens everything into the closer; returns when the file is there that HAProxy can start from. */
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
        RouteBook routes = closer.add("routes", new RouteBook(etcd, admin.metrics()));
        awaitFirstView(directory, routes);
        ConfigFolder folder = new ConfigFolder(settings.proxyFolder());
        Layout layout = Layout.of(settings, folder);
        closer.add(
                "data plane",
                new DataPlane(
                        layout,
                        folder,
                        new Haproxy(new RuntimeApi(folder.socket(), HAPROXY_DEADLINE)),
                        directory,
                        routes,
                        closer.add("host addresses", new HostAddresses(LOOKUP_DEADLINE)),
                        new SidecarMetrics(admin.metrics()),
                        layout.credentials().map(files -> new CertificateRenewal(files, admin.metrics())),
                        health));
    }

    private static void awaitFirstView(ServiceDirectory directory, RouteBook routes) throws InterruptedException {
        try {
            CompletableFuture.allOf(directory.whenFollowed(), routes.whenFollowed())
                    .get(WAIT_FOR_ETCD.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn(
                    "etcd is away; HAProxy stays as it is, and where it was never started begins with what was known last");
        }
    }
}
