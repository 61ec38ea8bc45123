package io.linklog.cli.blocked;

import io.linklog.schemas.Link;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkState;
import io.linklog.schemas.RedirectRule;
import io.linklog.schemas.targets.HostSet;
import io.linklog.schemas.targets.TargetHost;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Says which blocked hosts a link leads to. */
final class BlockedFinding {

    private static final int MOST_NAMED = 3;

    private BlockedFinding() {}

    /**
     * The finding in a sentence, the same for the same hosts. Empty if the link leads to none, or if visitors get to no
     * target of it, because it is deleted or taken down.
     */
    static Optional<String> of(Link link, HostSet blocked) {
        if (link.getState() != LinkState.ACTIVE) {
            return Optional.empty(); // a takedown is a deletion, too
        }
        LinkAttributes attributes = link.getAttributes();
        List<String> hosts = Stream.of(
                        Stream.of(attributes.getLongUrl()),
                        Stream.ofNullable(attributes.getImageUrl()),
                        attributes.getRedirectRules().stream().map(RedirectRule::getLongUrl))
                .flatMap(urls -> urls)
                .flatMap(url -> TargetHost.ofUrl(url).stream())
                .filter(host -> blocked.find(host) != null)
                .map(TargetHost::name)
                .distinct()
                .sorted()
                .toList();
        return hosts.isEmpty() ? Optional.empty() : Optional.of(sentence(hosts));
    }

    private static String sentence(List<String> hosts) {
        if (hosts.size() == 1) {
            return "host " + hosts.get(0) + " is blocked";
        }
        int named = Math.min(hosts.size(), MOST_NAMED);
        int more = hosts.size() - named;
        return "hosts " + String.join(", ", hosts.subList(0, named)) + (more == 0 ? "" : " and " + more + " more")
                + " are blocked";
    }
}
