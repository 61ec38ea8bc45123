package io.linklog.query.domains;

import io.linklog.mesh.domains.Domain;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds the domain of a request by its host. Thread-safe. */
public final class Sites {

    private final Set<String> usual;
    private final Predicate<String> isDefault;
    private final boolean others;
    private final Function<String, @Nullable Domain> domains;
    private final Map<String, Site> known = new ConcurrentHashMap<>(); // has only names of domains that there are

    /**
     * @param usual hosts of the default domain that most requests have, in lower case; they are found at once
     * @param isDefault whether any other host, in lower case and without a port, is the default domain
     * @param others whether hosts that nobody knows are the default domain
     * @param domains finds another domain by its name; null for none
     */
    public Sites(
            Set<String> usual,
            Predicate<String> isDefault,
            boolean others,
            Function<String, @Nullable Domain> domains) {
        this.usual = Set.copyOf(usual);
        this.isDefault = isDefault;
        this.others = others;
        this.domains = domains;
    }

    /**
     * The domain of a host; null if it is none of ours.
     *
     * @param host without a port; null where the request has none, as in HTTP/1.0
     */
    public @Nullable Site find(@Nullable String host) {
        // as it is: nearly every request is spelled so
        if (host == null || usual.contains(host)) {
            return Site.DEFAULT;
        }
        String lower = host.toLowerCase(Locale.ROOT);
        String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        Domain domain = domains.apply(name);
        if (domain != null) {
            return siteOf(domain);
        }
        known.remove(name);
        return isDefault.test(name) || others ? Site.DEFAULT : null;
    }

    private Site siteOf(Domain domain) {
        Site site = known.get(domain.name());
        if (site == null || !domain.equals(site.domain())) {
            site = Site.of(domain);
            known.put(domain.name(), site);
        }
        return site;
    }
}
