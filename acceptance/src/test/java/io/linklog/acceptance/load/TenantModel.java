package io.linklog.acceptance.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.acceptance.system.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who owns which link, and what no other tenant may ever be shown. Not thread-safe. */
public final class TenantModel {

    /** A link that a tenant has made. */
    static final class OwnedLink {
        final String tenant;
        long version = 1;
        boolean deleted;
        long redirects;
        long visits;

        private OwnedLink(String tenant) {
            this.tenant = tenant;
        }
    }

    /** By tenant: texts that stand in what belongs to it, and nowhere else. */
    private final Map<String, List<String>> secrets = new TreeMap<>();

    private final Map<String, OwnedLink> links = new TreeMap<>();

    /** A text for targets, titles and tags of a tenant. */
    String mark(String tenant) {
        return secrets.get(tenant).get(0);
    }

    /** @param marks texts that only this tenant may see, the one for its links first */
    public void add(String tenant, String... marks) {
        secrets.put(tenant, List.of(marks));
    }

    /** A tenant has made a link that nobody had. */
    void made(String tenant, String code) {
        assertThat(links.put(code, new OwnedLink(tenant)))
                .as("%s was given away before", code)
                .isNull();
    }

    boolean isFree(String code) {
        return !links.containsKey(code);
    }

    /** Null for another's link, as for none. */
    OwnedLink find(String tenant, String code) {
        OwnedLink link = links.get(code);
        return link == null || !link.tenant.equals(tenant) ? null : link;
    }

    List<String> codes() {
        return new ArrayList<>(links.keySet());
    }

    /** The codes of a tenant's links, deleted ones included. */
    public Set<String> codesOf(String tenant) {
        Set<String> codes = new TreeSet<>(links.keySet());
        codes.removeIf(code -> !links.get(code).tenant.equals(tenant));
        return codes;
    }

    /** How many visitors were redirected by the tenant's links. */
    public long redirects(String tenant) {
        return links.values().stream()
                .filter(link -> link.tenant.equals(tenant))
                .mapToLong(link -> link.redirects)
                .sum();
    }

    /** How many visitors asked for the tenant's links, whatever they were answered. */
    public long visits(String tenant) {
        return links.values().stream()
                .filter(link -> link.tenant.equals(tenant))
                .mapToLong(link -> link.visits)
                .sum();
    }

    /** A visitor asked for a link and was redirected, or not. */
    void visited(String code, boolean redirected) {
        OwnedLink link = links.get(code);
        link.visits++;
        link.redirects += redirected ? 1 : 0;
    }

    /** Fails if a text for one tenant has anything of another. */
    public void checkText(String tenant, String text) {
        secrets.forEach((owner, marks) -> {
            if (!owner.equals(tenant)) {
                assertThat(text).as("%s reads what is %s's", tenant, owner).doesNotContain(marks);
            }
        });
    }

    /** The answer, if neither its headers nor its body have anything of another tenant. */
    Answer check(String tenant, Answer answer) {
        checkText(tenant, answer.headers().map() + "\n" + answer.text());
        return answer;
    }

    /** Fails if a tenant is shown a link of another. */
    public void checkCode(String tenant, String code) {
        OwnedLink link = links.get(code);
        if (link != null) {
            assertThat(link.tenant)
                    .as("the owner of %s, shown to %s", code, tenant)
                    .isEqualTo(tenant);
        }
    }
}
