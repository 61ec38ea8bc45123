package io.linklog.stack.whole;

import io.linklog.stack.machine.StackException;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The file in which a stack saves its {@link Instances}. A start after a crash brings back the same instances.
 *
 * @param folder of the stack
 * @param addresses of the stack; they contain the ports of each first instance
 */
record InstancesFile(Path folder, Addresses addresses) {

    private static final String PORTS = ".ports";
    private static final String SET = ".set.";
    /** The ids of first instances that were scaled away. */
    private static final String ENDED = "ended";

    /**
     * The instances saved last, else one of each service.
     *
     * @throws StackException when the file cannot be read
     */
    Instances load() {
        Instances instances = Instances.one(addresses);
        if (!Files.exists(file())) {
            return instances;
        }
        Properties saved = new Properties();
        try (Reader reader = Files.newBufferedReader(file(), StandardCharsets.UTF_8)) {
            saved.load(reader);
            for (String id : saved.getProperty(ENDED, "").split(",", -1)) {
                if (!id.isBlank()) {
                    instances = instances.without(first(id.strip()));
                }
            }
            for (String key : new TreeSet<>(saved.stringPropertyNames())) {
                if (key.endsWith(PORTS)) {
                    instances = instances.with(instance(key.substring(0, key.length() - PORTS.length()), saved));
                }
            }
            return instances;
        } catch (IOException | IllegalArgumentException | StackException e) {
            throw new StackException(
                    file() + " cannot be read (" + e.getMessage()
                            + "). It says how many instances there are of each service: delete it to have one of each.",
                    e);
        }
    }

    private ServiceInstance first(String id) {
        return Arrays.stream(Service.values())
                .map(service -> service.first(addresses))
                .filter(first -> first.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(id + " is no first instance of a service"));
    }

    private ServiceInstance instance(String id, Properties saved) {
        int dash = id.lastIndexOf('-');
        Service service = Service.byName(id.substring(0, Math.max(0, dash)));
        int number = Integer.parseInt(id.substring(dash + 1));
        Map<String, String> settings = new TreeMap<>();
        for (String key : saved.stringPropertyNames()) {
            if (key.startsWith(id + SET)) {
                settings.put(key.substring((id + SET).length()), saved.getProperty(key));
            }
        }
        if (number == 1) {
            return service.first(addresses).with(settings);
        }
        List<Integer> ports = Arrays.stream(saved.getProperty(id + PORTS).split(",", -1))
                .map(port -> Integer.valueOf(port.strip()))
                .toList();
        if (number < 1 || ports.size() != service.portSettings().size()) {
            throw new IllegalArgumentException(id + " has ports " + ports);
        }
        return new ServiceInstance(service, number, ports, settings);
    }

    /** Saves the instances. A crash leaves either the old file or the new one. */
    void save(Instances instances) {
        Properties saved = new Properties();
        String ended = Arrays.stream(Service.values())
                .map(service -> service.first(addresses).id())
                .filter(id -> instances.all().stream()
                        .noneMatch(instance -> instance.id().equals(id)))
                .collect(Collectors.joining(","));
        if (!ended.isEmpty()) {
            saved.setProperty(ENDED, ended);
        }
        for (ServiceInstance instance : instances.all()) {
            if (instance.number() > 1 || !instance.settings().isEmpty()) {
                saved.setProperty(
                        instance.id() + PORTS,
                        instance.ports().stream().map(String::valueOf).collect(Collectors.joining(",")));
                instance.settings().forEach((name, value) -> saved.setProperty(instance.id() + SET + name, value));
            }
        }
        Path half = folder.resolve("instances.new");
        try {
            Files.createDirectories(folder);
            try (Writer writer = Files.newBufferedWriter(half, StandardCharsets.UTF_8)) {
                saved.store(writer, "instances of our services beside the first of each; ./linklog scale changes them");
            }
            Files.move(half, file(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StackException("Cannot write to " + folder + ": " + e.getMessage() + ".", e);
        }
    }

    private Path file() {
        return folder.resolve("instances.properties");
    }
}
