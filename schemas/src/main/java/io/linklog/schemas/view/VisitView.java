package io.linklog.schemas.view;

import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A visit as the API shows it, in the list of visits and in live events.
 *
 * @param id made of journal, partition and number
 * @param path the requested path, if it is no link
 * @param rule the number of the redirect rule that chose the target, from 1; null for the target of the link itself
 */
public record VisitView(
        String id,
        Instant at,
        String kind,
        @Nullable String path,
        @Nullable String referrer,
        @Nullable String browser,
        @Nullable String os,
        @Nullable String device,
        @Nullable String bot,
        @Nullable String country,
        @Nullable String city,
        @Nullable String address,
        @Nullable String userAgent,
        @Nullable Integer rule) {

    /** The view of a visit of the log. */
    public static VisitView of(Visit visit) {
        return new VisitView(
                id(visit.getJournal(), visit.getPartition(), visit.getSequence()),
                visit.getAt(),
                visit.getKind().name(),
                visit.getKind() == VisitKind.REDIRECT ? null : visit.getCode(),
                visit.getReferrer(),
                visit.getBrowser(),
                visit.getOs(),
                visit.getDevice().name(),
                visit.getBot(),
                visit.getCountry(),
                visit.getCity(),
                visit.getAddress(),
                visit.getUserAgent(),
                visit.getRule() == 0 ? null : visit.getRule());
    }

    /** A visit's id. It is the same for each repeat of the visit. */
    public static String id(String journal, int partition, long sequence) {
        return journal + '-' + partition + '-' + sequence;
    }
}
