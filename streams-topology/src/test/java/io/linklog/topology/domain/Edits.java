package io.linklog.topology.domain;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Changes and attributes of tests. A test sets the fields that it is about. */
final class Edits {
    String longUrl;
    String title;
    List<String> tags;
    Instant validSince;
    Instant validUntil;
    Long maxVisits;
    Integer redirectStatus;
    Boolean forwardQuery;
    Boolean crawlable;
    List<RedirectRule> redirectRules;
    String passwordHash;
    String description;
    String imageUrl;

    private Edits() {}

    /** An edit that sets these fields and empties those whose names are given. */
    static Changes of(Consumer<Edits> set, String... clear) {
        Edits edit = new Edits();
        set.accept(edit);
        return new Changes(
                edit.longUrl,
                edit.title,
                edit.tags,
                edit.validSince,
                edit.validUntil,
                edit.maxVisits,
                edit.redirectStatus,
                edit.forwardQuery,
                edit.crawlable,
                edit.redirectRules,
                edit.passwordHash,
                edit.description,
                edit.imageUrl,
                Set.of(clear));
    }

    /** The attributes of a link to this URL. */
    static Attributes attributes(String longUrl, Consumer<Edits> set) {
        return of(set).applyTo(Attributes.ofUrl(longUrl));
    }
}
