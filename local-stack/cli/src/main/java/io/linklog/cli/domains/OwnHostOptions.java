package io.linklog.cli.domains;

import io.linklog.cli.blocked.BlockedHosts;
import io.linklog.cli.options.EtcdClient;
import io.linklog.cli.options.HttpAddress;
import io.linklog.schemas.rules.DomainRules;
import io.linklog.schemas.rules.LongUrls;
import io.linklog.schemas.targets.OwnHosts;
import io.linklog.schemas.targets.TargetHost;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The hosts of the services, which no domain may have, and to which no target may lead. */
final class OwnHostOptions {

    @Option(names = "--public-url", hidden = true, defaultValue = "${env:LINKLOG_PUBLIC_URL:-http://localhost:8080}")
    private String publicUrl = "";

    @Option(names = "--own-hosts", hidden = true, defaultValue = "${env:LINKLOG_OWN_HOSTS:-}")
    private String ownHosts = "";

    @Option(names = "--edge-port", hidden = true, defaultValue = "${env:LINKLOG_EDGE_PORT}")
    private @Nullable Integer edgePort;

    @Option(names = "--blocked-file", hidden = true, defaultValue = "${env:LINKLOG_BLOCKED_TARGETS_FILE:-}")
    private String blockedFile = "";

    /** The rules of command-service, as far as its settings are known here. */
    DomainRules rules(EtcdClient etcd) {
        URI edge = HttpAddress.parse("LINKLOG_PUBLIC_URL", publicUrl);
        Set<String> hosts = new HashSet<>(TargetHost.names(ownHosts));
        hosts.add(edge.getHost());
        List<Integer> ports = edgePort == null ? List.of() : List.of(edgePort);
        OwnHosts own = OwnHosts.with(edge, hosts, ports, host -> false);
        return new DomainRules(hosts, LongUrls.where(own.and(BlockedHosts.read(etcd, blockedFile))));
    }
}
