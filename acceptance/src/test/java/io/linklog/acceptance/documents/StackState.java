package io.linklog.acceptance.documents;

import io.linklog.acceptance.system.Linklog;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.stack.process.Processes;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/**
 * What a page must leave as it found it: processes, instances, routes, webhooks, domains, blocked targets, topics, and
 * the files of the reader. Links and visits stay, as in every log.
 */
final class StackState {

    private static final List<String> KEYS = List.of(
            "/linklog/services/", "/linklog/routes/", "/linklog/canaries/", "/linklog/webhooks/", "/linklog/domains/");

    private StackState() {}

    /** A line for each of them. */
    static Set<String> of(Linklog linklog, Path reader) throws Exception {
        Set<String> state = new TreeSet<>();
        new Processes(linklog.folder()).names().forEach(name -> state.add("process " + name));
        try (Etcd etcd = new Etcd(EtcdSettings.of(URI.create("http://127.0.0.1:" + linklog.port("LINKLOG_ETCD_PORT")))
                .within(EtcdSettings.PATIENT))) {
            for (String prefix : KEYS) {
                etcd.await(etcd.list(prefix)).entries().forEach(entry -> state.add("key " + entry.key()));
            }
        }
        try (Admin admin = Admin.create(linklog.kafka(Map.of()))) {
            admin.listTopics().names().get().forEach(topic -> state.add("topic " + topic));
        }
        linklog.cli().run("blocked", "list").lines().forEach(line -> state.add("blocked " + line));
        try (Stream<Path> files = Files.walk(reader)) {
            files.forEach(file -> state.add("file " + reader.relativize(file)));
        }
        linklog.cli()
                .run(List.of("git", "status", "--porcelain"), linklog.root())
                .lines()
                .forEach(line -> state.add("source " + line));
        return state;
    }
}
