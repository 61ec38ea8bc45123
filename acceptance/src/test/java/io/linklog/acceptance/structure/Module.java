package io.linklog.acceptance.structure;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/**
 * The modules, the package that each one owns, and the modules whose classes it may use. Services never use each other:
 * they meet in topics, tables and HTTP.
 */
enum Module {
    SCHEMAS("schemas", "schemas"),
    MESH("mesh", "mesh"),
    SERVICE_KIT("service-kit", "kit", SCHEMAS, MESH),
    VISITS("visits", "visits", SCHEMAS, MESH, SERVICE_KIT),
    WEBHOOKS("webhooks", "webhooks", SCHEMAS, MESH, SERVICE_KIT),
    COMMAND_SERVICE("command-service", "command", SCHEMAS, MESH, SERVICE_KIT, WEBHOOKS),
    STREAMS_TOPOLOGY("streams-topology", "topology", SCHEMAS, MESH, SERVICE_KIT, VISITS),
    PROJECTOR("projector", "projector", SCHEMAS, MESH, SERVICE_KIT, VISITS, WEBHOOKS),
    QUERY_SERVICE("query-service", "query", SCHEMAS, MESH, SERVICE_KIT, VISITS),
    SIDECAR("sidecar", "sidecar", SCHEMAS, MESH, SERVICE_KIT),
    LOCAL_STACK("local-stack", "stack"),
    COMMAND_LINE("local-stack/cli", "cli", SCHEMAS, MESH, LOCAL_STACK),
    /** Measures everything, so it may use everything. */
    BENCHMARKS(
            "benchmarks",
            "bench",
            SCHEMAS,
            MESH,
            SERVICE_KIT,
            VISITS,
            COMMAND_SERVICE,
            STREAMS_TOPOLOGY,
            WEBHOOKS,
            PROJECTOR,
            QUERY_SERVICE,
            SIDECAR,
            LOCAL_STACK,
            COMMAND_LINE);

    /** Where Maven starts the tests of this module. */
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final String folder;
    private final String root;
    private final Set<Module> uses;

    Module(String folder, String root, Module... uses) {
        this.folder = folder;
        this.root = "io.linklog." + root;
        this.uses = Set.of(uses);
    }

    /** The pattern of all packages of this module. */
    String packages() {
        return root + "..";
    }

    /** The package that all classes of this module lie in or below. */
    String root() {
        return root;
    }

    /** The packages of our own that this module must not use. */
    String[] forbidden() {
        return Arrays.stream(values())
                .filter(module -> module != this && !uses.contains(module))
                .map(Module::packages)
                .toArray(String[]::new);
    }

    Path sources() {
        return ROOT.resolve(folder).resolve("src/main/java");
    }

    Path classes() {
        return ROOT.resolve(folder).resolve("target/classes");
    }
}
