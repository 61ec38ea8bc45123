package io.linklog.sidecar;

import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.ServiceProcess;
import io.linklog.kit.registration.RegistrationSettings;
import io.linklog.kit.service.ServiceRuntime;
import io.linklog.kit.settings.Env;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process that keeps an HAProxy in line with the registry. */
public final class SidecarAgent {

    private static final Logger LOG = LoggerFactory.getLogger(SidecarAgent.class);
    /** The first configuration file should contain servers. After this time they come from the snapshot. */
    private static final Duration WAIT_FOR_ETCD = Duration.ofSeconds(5);
    /** HAProxy answers within a millisecond, unless it is stopped or its machine is overloaded. */
    private static final Duration HAPROXY_DEADLINE = Duration.ofSeconds(2);

    private static final Duration LOOKUP_DEADLINE = Duration.ofSeconds(2);

    private SidecarAgent() {}

    /** Runs until it is stopped. */
    public static void main(String[] args) {
        ServiceProcess.run("sidecar-agent", SidecarAgent::start);
    }

    /** Opens everything into the closer. When it returns, the configuration file exists and HAProxy can start. */
    static void start(Env env, Health health, Closer closer) throws Exception {
        SidecarSettings settings = SidecarSettings.from(env);
        ServiceRuntime runtime = ServiceRuntime.start(settings.service(), health, closer);
        Path snapshot = settings.stateFolder().resolve("directory.json");
        ServiceDirectory directory = closer.add(
                "directory",
                new ServiceDirectory(runtime.etcd(), DirectorySettings.all().snapshotIn(snapshot), runtime.meters()));
        if (settings.role() == Role.EDGE) {
            RegistrationSettings registration = settings.service().registration();
            closer.add(
                    "canary controller",
                    new CanaryController(
                            runtime.etcd(),
                            directory,
                            registration.instanceId(),
                            registration.ttl(),
                            runtime.meters(),
                            health));
        }
        RouteBook routes = closer.add("routes", new RouteBook(runtime.etcd(), runtime.meters()));
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
                        new SidecarMetrics(runtime.meters()),
                        layout.credentials().map(files -> new CertificateRenewal(files, runtime.meters())),
                        health));
    }

    private static void awaitFirstView(ServiceDirectory directory, RouteBook routes) throws InterruptedException {
        try {
            CompletableFuture.allOf(directory.whenFollowed(), routes.whenFollowed())
                    .get(WAIT_FOR_ETCD.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("etcd does not answer. A running HAProxy stays unchanged; one without a configuration file starts"
                    + " with the servers of the last snapshot");
        }
    }
}
