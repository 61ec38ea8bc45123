package io.linklog.kit.service;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.JavalinConfig;
import io.linklog.kit.access.AccessControl;
import io.linklog.kit.access.AccessSettings;
import io.linklog.kit.access.Clients;
import io.linklog.kit.access.LongAnswers;
import io.linklog.kit.http.Addressee;
import io.linklog.kit.http.ApiRoutes;
import io.linklog.kit.http.HttpApi;
import io.linklog.kit.listen.ListenSettings;
import io.linklog.kit.process.AdminServer;
import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.ratelimit.ClientLimit;
import io.linklog.kit.ratelimit.ClientPlaces;
import io.linklog.kit.ratelimit.InstanceCount;
import io.linklog.kit.ratelimit.Limits;
import io.linklog.kit.ratelimit.Taken.Policy;
import io.linklog.kit.registration.RegistrationSettings;
import io.linklog.kit.registration.ServiceRegistration;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.keys.RateLimit;
import io.linklog.mesh.registry.DirectorySettings;
import io.linklog.mesh.registry.ServiceDirectory;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The resources that every service opens first, in this order: admin port, tracing, etcd client, registration, and the
 * API keys, their limits and the directory of the service's instances where there is an API. The closer closes them
 * last. Thread-safe.
 */
public final class ServiceRuntime {

    private final ListenSettings listen;
    private final RegistrationSettings registration;
    private final AdminServer admin;
    private final Tracing tracing;
    private final Etcd etcd;
    private final Optional<Api> api;

    /** What a service with an API has besides. */
    private record Api(
            ServiceDirectory siblings, InstanceCount instances, Limits limits, int clientShare, AccessControl access) {}

    private ServiceRuntime(ServiceSettings settings, AdminServer admin, Tracing tracing, Etcd etcd, Optional<Api> api) {
        this.listen = settings.listen();
        this.registration = settings.registration();
        this.admin = admin;
        this.tracing = tracing;
        this.etcd = etcd;
        this.api = api;
    }

    /**
     * Opens the resources and adds them to the closer. Does not wait for other servers.
     *
     * @throws IOException if the admin port is in use
     */
    public static ServiceRuntime start(ServiceSettings settings, Health health, Closer closer) throws IOException {
        AdminServer admin =
                closer.add("admin server", new AdminServer(settings.listen(), settings.adminPort(), health));
        Tracing tracing = settings.tracing().isPresent()
                ? closer.add("tracing", Tracing.open(settings.tracing().get(), admin.metrics()))
                : Tracing.off();
        Etcd etcd = closer.add("etcd client", new Etcd(settings.etcd()));
        ServiceRegistration.start(etcd, settings.registration(), admin.metrics(), health, closer);
        Optional<Api> api =
                settings.access().map(keys -> openApi(keys, settings.registration(), etcd, admin.metrics(), closer));
        return new ServiceRuntime(settings, admin, tracing, etcd, api);
    }

    private static Api openApi(
            AccessSettings keys, RegistrationSettings self, Etcd etcd, MeterRegistry meters, Closer closer) {
        ServiceDirectory siblings = closer.add(
                "directory of siblings",
                new ServiceDirectory(etcd, DirectorySettings.all().only(self.service()), meters));
        InstanceCount instances =
                closer.add("count of siblings", new InstanceCount(siblings, self.service(), self.instanceId(), meters));
        Limits limits = Limits.open(keys.limits(), keys.proxies(), instances, meters);
        AccessControl access = AccessControl.open(keys, etcd, limits, meters, closer);
        return new Api(siblings, instances, limits, keys.limits().clientShare(), access);
    }

    /**
     * Starts the HTTP API of the service. It refuses requests from another site, without a key or for another instance
     * before any route handles them, and names the methods of all services where none handles it.
     *
     * @param port 0 for any free port
     * @param routes adds routes and other settings of this service
     * @return the API; the caller closes it before the resources that its routes use
     */
    public HttpApi serve(int port, ObjectMapper json, Consumer<JavalinConfig> routes) {
        return HttpApi.start(listen, port, json, tracing, meters(), config -> {
            api().access.addTo(config);
            Addressee.check(config.routes, registration.service(), registration.instanceId());
            routes.accept(config);
            ApiRoutes.addOthers(config, registration.service());
        });
    }

    private Api api() {
        return api.orElseThrow(() -> new IllegalStateException("a service without an API has no callers"));
    }

    /** Finds the instances of this service, also this one. The closer closes it. */
    public ServiceDirectory siblings() {
        return api().siblings;
    }

    /** The limits of keys and addresses. A call that is several writes counts the further ones by them. */
    public Limits limits() {
        return api().limits;
    }

    /**
     * Makes places for works of a kind, of which one client gets a share.
     *
     * @param name in metrics
     * @param words for them in a refusal
     */
    public ClientPlaces places(String name, String words, int total) {
        return new ClientPlaces(name, words, total, api().clientShare, meters());
    }

    /** Makes a limit for works of a kind that each client has, divided among the instances of this service. */
    public ClientLimit limit(Policy policy, RateLimit limit) {
        return new ClientLimit(policy, limit, api().instances, meters());
    }

    /** Names the client of a call. */
    public Clients clients() {
        return new Clients(api().limits);
    }

    /** The answers of the API that end when the key of their caller no longer works. */
    public LongAnswers longAnswers() {
        return api().access.longAnswers();
    }

    /** The admin port, for further pages that only operators and other instances read. */
    public AdminServer admin() {
        return admin;
    }

    /** The meters that the admin port shows. */
    public MeterRegistry meters() {
        return admin.metrics();
    }

    /** The tracing of this process; off if there is no endpoint. */
    public Tracing tracing() {
        return tracing;
    }

    /** The etcd client. The closer closes it. */
    public Etcd etcd() {
        return etcd;
    }
}
