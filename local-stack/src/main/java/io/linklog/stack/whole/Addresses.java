package io.linklog.stack.whole;

import io.linklog.stack.ServerPorts;
import io.linklog.stack.machine.FreePorts;
import io.linklog.stack.machine.StackException;
import io.linklog.stack.process.Program;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The ports of a whole Linklog on one machine. The key of a port is the setting that changes it. Immutable. */
public final class Addresses {

    private static final String BIND_HOST = "LINKLOG_BIND_HOST";
    private static final String LINK_CHECK = "LINKLOG_LINK_CHECK";

    /** The settings and their default ports. The order defines the offsets from a port base. */
    private static final Map<String, Integer> USUAL = usualPorts();

    private final Map<String, Integer> ports;

    private Addresses(Map<String, Integer> ports) {
        this.ports = Map.copyOf(ports);
    }

    private static Map<String, Integer> usualPorts() {
        Map<String, Integer> usual = new LinkedHashMap<>();
        usual.put("LINKLOG_EDGE_PORT", 8080);
        usual.put("LINKLOG_COMMAND_PORT", 8081);
        usual.put("LINKLOG_QUERY_PORT", 8082);
        usual.put("LINKLOG_COMMAND_ADMIN_PORT", 9081);
        usual.put("LINKLOG_QUERY_ADMIN_PORT", 9082);
        usual.put("LINKLOG_TOPOLOGY_ADMIN_PORT", 9083);
        usual.put("LINKLOG_PROJECTOR_ADMIN_PORT", 9084);
        usual.put("LINKLOG_REGISTRY_PORT", 8085);
        usual.put("LINKLOG_KAFKA_PORT", 9092);
        usual.put("LINKLOG_KAFKA_CONTROLLER_PORT", 9093);
        usual.put("LINKLOG_CASSANDRA_PORT", 9042);
        usual.put("LINKLOG_CASSANDRA_STORAGE_PORT", 7000);
        usual.put("LINKLOG_ETCD_PORT", 2379);
        usual.put("LINKLOG_ETCD_PEER_PORT", 2380);
        usual.put("LINKLOG_EDGE_ADMIN_PORT", 9085);
        usual.put("LINKLOG_EDGE_METRICS_PORT", 9086);
        usual.put("LINKLOG_ZIPKIN_PORT", 9411);
        usual.put("LINKLOG_OTLP_PORT", 4318);
        return usual;
    }

    /** The default ports, with the edge on 8080. */
    public static Addresses usual() {
        return new Addresses(USUAL);
    }

    /** Consecutive ports from {@code base}, which is the port of the edge. */
    public static Addresses from(int base) {
        if (base < 1024 || base + USUAL.size() > 65_536) {
            throw new StackException(
                    "A port base is a number from 1024 to " + (65_536 - USUAL.size()) + ", not " + base + ".");
        }
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (String setting : USUAL.keySet()) {
            ports.put(setting, base + ports.size());
        }
        return new Addresses(ports);
    }

    /** Free ports, chosen by {@link FreePorts}. */
    public static Addresses free() {
        List<Integer> free = FreePorts.choose(USUAL.size());
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (String setting : USUAL.keySet()) {
            ports.put(setting, free.get(ports.size()));
        }
        return new Addresses(ports);
    }

    /** Whether the environment sets at least one port. */
    public static boolean anyIn(Map<String, String> environment) {
        return USUAL.keySet().stream().anyMatch(environment::containsKey);
    }

    /** These ports, with those that the environment sets in their place. */
    public Addresses with(Map<String, String> environment) {
        Map<String, Integer> changed = new LinkedHashMap<>(ports);
        for (String setting : USUAL.keySet()) {
            String given = environment.get(setting);
            if (given != null) {
                changed.put(setting, number(setting, given));
            }
        }
        return new Addresses(changed);
    }

    private static int number(String setting, String given) {
        try {
            int port = Integer.parseInt(given.strip());
            if (port > 0 && port < 65_536) {
                return port;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new StackException(setting + " is a port, a number from 1 to 65535, not \"" + given + "\".");
    }

    /** The ports of the last start in this folder; empty if there was none. */
    public static Optional<Addresses> load(Path folder) {
        Path file = file(folder);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties saved = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            saved.load(reader);
        } catch (IOException e) {
            throw new StackException("Cannot read " + file + ": " + e.getMessage() + ".", e);
        }
        Map<String, String> ports = new LinkedHashMap<>();
        saved.forEach((setting, port) -> ports.put(setting.toString(), port.toString()));
        return Optional.of(usual().with(ports));
    }

    /**
     * Saves the ports for later commands such as {@code down} and {@code status}. Also writes {@code stack.env}, which
     * shells can source.
     */
    public void save(Path folder) {
        Properties saved = new Properties();
        ports.forEach((setting, port) -> saved.setProperty(setting, port.toString()));
        StringBuilder shell = new StringBuilder();
        environment()
                .forEach((name, value) ->
                        shell.append(name).append('=').append(value).append('\n'));
        try {
            Files.createDirectories(folder);
            try (Writer writer = Files.newBufferedWriter(file(folder), StandardCharsets.UTF_8)) {
                saved.store(writer, "the ports of this stack");
            }
            Files.writeString(folder.resolve("stack.env"), shell);
        } catch (IOException e) {
            throw new StackException("Cannot write to " + folder + ": " + e.getMessage() + ".", e);
        }
    }

    private static Path file(Path folder) {
        return folder.resolve("ports.properties");
    }

    /**
     * The environment in which each process and command finds the others. It sets no port: {@code up} would take that
     * for a choice of all ports.
     */
    public Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>(servers().environment());
        environment.put("LINKLOG_PUBLIC_URL", publicUrl());
        environment.put(BIND_HOST, bindHost(System.getenv()));
        return environment;
    }

    /** The environment of a service: it also knows on which port the edge could lead back to it. */
    Map<String, String> environmentOfServices() {
        Map<String, String> environment = environment();
        environment.put("LINKLOG_EDGE_PORT", Integer.toString(port("LINKLOG_EDGE_PORT")));
        // who tries Linklog on a machine of their own tries this, too
        environment.put(LINK_CHECK, System.getenv().getOrDefault(LINK_CHECK, "on"));
        return environment;
    }

    /** Nobody but this machine reaches a local stack, unless its user says so. */
    static String bindHost(Map<String, String> environment) {
        return environment.getOrDefault(BIND_HOST, "127.0.0.1");
    }

    /** The address of the edge, which is also the beginning of every short link. */
    public String publicUrl() {
        return "http://localhost:" + port("LINKLOG_EDGE_PORT");
    }

    /** @param setting for instance {@code LINKLOG_EDGE_PORT} */
    public int port(String setting) {
        Integer port = ports.get(setting);
        if (port == null) {
            throw new IllegalArgumentException("No such port: " + setting);
        }
        return port;
    }

    /** Every setting with its port. */
    public Map<String, Integer> ports() {
        return ports;
    }

    /** Whether the port is one of these. */
    boolean has(int port) {
        return ports.containsValue(port);
    }

    Program.ListenPort listen(String setting) {
        return new Program.ListenPort(port(setting), setting);
    }

    /** The ports of the servers. */
    public ServerPorts servers() {
        return new ServerPorts(
                port("LINKLOG_KAFKA_PORT"),
                port("LINKLOG_KAFKA_CONTROLLER_PORT"),
                port("LINKLOG_CASSANDRA_PORT"),
                port("LINKLOG_CASSANDRA_STORAGE_PORT"),
                port("LINKLOG_ETCD_PORT"),
                port("LINKLOG_ETCD_PEER_PORT"),
                port("LINKLOG_REGISTRY_PORT"));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Addresses addresses && addresses.ports.equals(ports);
    }

    @Override
    public int hashCode() {
        return ports.hashCode();
    }

    @Override
    public String toString() {
        return ports.toString();
    }
}
