package io.linklog.cli.importing.tools;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What becomes of the domains of a file. */
final class Domains {

    private final Map<String, String> renamed;
    private final boolean own;

    /**
     * @param renamed the domain here of each domain there; empty is the default one
     * @param own whether the file has Linklog's domains, which stay unless they are renamed
     */
    Domains(Map<String, String> renamed, boolean own) {
        this.renamed = renamed;
        this.own = own;
    }

    /**
     * One draft for each name of a link. The first is the one that its owner chose, which comes last in Bitly's export.
     */
    List<Draft> split(Draft draft) {
        if (draft.shortUrls.size() < 2 || draft.text("customSlug") != null) {
            return List.of(draft);
        }
        boolean named = draft.text("domain") != null;
        Map<String, Draft> byName = new LinkedHashMap<>();
        for (int i = draft.shortUrls.size() - 1; i >= 0; i--) {
            String shortUrl = draft.shortUrls.get(i);
            ShortUrl url = ShortUrl.of(shortUrl);
            if (!url.code().isEmpty()) {
                byName.putIfAbsent((named ? "" : here(url.host())) + "/" + url.code(), draft.at(shortUrl));
            }
        }
        return byName.isEmpty() ? List.of(draft) : List.copyOf(byName.values());
    }

    /** Takes slug and domain from the short URL where the row names none, and returns the domain there. */
    String separate(Draft draft) {
        String given = draft.text("domain");
        String domain = given == null ? "" : ShortUrl.host(given.replaceFirst("^https?://", ""));
        if (!draft.shortUrls.isEmpty()) {
            ShortUrl url = ShortUrl.of(draft.shortUrls.get(draft.shortUrls.size() - 1));
            domain = domain.isEmpty() ? url.host() : domain;
            if (draft.text("customSlug") == null && !url.code().isEmpty()) {
                draft.fields.put("customSlug", url.code());
            }
        }
        String slug = draft.text("customSlug");
        if (slug != null && !own && slug.startsWith("/")) {
            draft.fields.put("customSlug", slug.substring(1));
        }
        return domain;
    }

    /** The domain here of a domain there; empty for the default one. */
    String here(String there) {
        String name = renamed.get(there);
        return name != null ? name : own ? there : "";
    }

    /** Puts the domain here into the request. */
    void apply(String there, Draft draft, @Nullable Notes notes) {
        String here = here(there);
        if (!there.isEmpty() && !renamed.containsKey(there) && !own && notes != null) {
            notes.count("not taken: domain " + there + " (--domain " + there + "=NAME puts its links on the domain NAME"
                    + " of Linklog; --domain " + there + "= says that its links belong to the default domain)");
        }
        if (here.isEmpty()) {
            draft.fields.remove("domain");
        } else {
            draft.fields.put("domain", here);
        }
    }
}
