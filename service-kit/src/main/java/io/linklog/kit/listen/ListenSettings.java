package io.linklog.kit.listen;

import io.linklog.kit.settings.Env;
import io.linklog.schemas.targets.TargetHost;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a process listens, and the host names that its callers may use.
 *
 * <p>The names guard against DNS rebinding: the page of a foreign site whose name suddenly resolves to this process. A
 * browser then treats the process as part of that site, but still sends the site's name in {@code Host}. An address in
 * {@code Host} is always accepted, because no site can be known by it without being it.
 *
 * @param bindHost address of the API and of the admin port; empty for all addresses
 * @param linkHosts hosts of Linklog's short links, as {@link TargetHost#name} has them
 * @param processHosts other names of this process, in lower case
 * @param origins whose pages may call the API from a browser
 */
public record ListenSettings(String bindHost, Set<String> linkHosts, Set<String> processHosts, AllowedOrigins origins) {

    public ListenSettings {
        linkHosts = Set.copyOf(linkHosts);
        processHosts = Set.copyOf(processHosts);
    }

    /** Only on this machine; callers may use {@code localhost}. */
    public static ListenSettings loopback() {
        return new ListenSettings("127.0.0.1", Set.of(), Set.of("localhost"), AllowedOrigins.none());
    }

    /** Reads the settings of a service with an HTTP API. {@link Env#check()} reports mistakes. */
    public static ListenSettings withHttp(Env env, String service, String advertisedHost) {
        return from(env, publicHost(env), service, advertisedHost, AllowedOrigins.from(env));
    }

    /** Reads the settings of an edge, which passes the HTTP API on and leaves the origins to the services. */
    public static ListenSettings ofEdge(Env env, String service, String advertisedHost) {
        return from(env, publicHost(env), service, advertisedHost, AllowedOrigins.none());
    }

    /** Reads the settings of a process without an HTTP API, which has only an admin port. */
    public static ListenSettings withoutHttp(Env env, String service, String advertisedHost) {
        return from(env, List.of(), service, advertisedHost, AllowedOrigins.none());
    }

    private static List<String> publicHost(Env env) {
        String host = env.httpUrl("LINKLOG_PUBLIC_URL", "http://localhost:8080", "prefix of short links")
                .getHost();
        return List.of(host.toLowerCase(Locale.ROOT));
    }

    private static ListenSettings from(
            Env env, List<String> publicHost, String service, String advertisedHost, AllowedOrigins origins) {
        Set<String> links = new LinkedHashSet<>(publicHost);
        env.optional("LINKLOG_OWN_HOSTS", "more hosts that serve Linklog's short links and API, comma-separated")
                .ifPresent(list -> links.addAll(TargetHost.names(list)));
        return new ListenSettings(
                bindHost(env),
                links,
                // a program that uses a sidecar as its proxy sends the service's name
                new LinkedHashSet<>(List.of("localhost", service, advertisedHost.toLowerCase(Locale.ROOT))),
                origins);
    }

    /** Reads the address that a process listens on. */
    public static String bindHost(Env env) {
        return env.read(
                "LINKLOG_BIND_HOST", "", "address that the process listens on; empty for all", ListenSettings::host);
    }

    private static String host(String value) {
        if (!value.matches("[0-9A-Za-z.:\\[\\]*-]*")) {
            throw new IllegalArgumentException("must be an address");
        }
        return value;
    }

    /** The address to listen on, as Jetty takes it: null for all addresses. */
    public @Nullable String hostOrNull() {
        return bindHost.isEmpty() || bindHost.equals("*") ? null : bindHost;
    }

    /**
     * Whether a caller may use this host.
     *
     * @param host the header {@code Host}, with or without a port; null if the request had none, as in HTTP/1.0
     */
    public boolean isOwn(@Nullable String host) {
        if (host == null || host.isEmpty()) {
            return true;
        }
        String name = name(host);
        return isAddress(name) || linkHosts.contains(name) || processHosts.contains(name);
    }

    /** All names that callers may use, sorted. */
    public SortedSet<String> hosts() {
        SortedSet<String> hosts = new TreeSet<>(linkHosts);
        hosts.addAll(processHosts);
        return hosts;
    }

    private static String name(String host) {
        String name = host.replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static boolean isAddress(String name) {
        // no top-level domain is a number
        return name.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+]");
    }
}
