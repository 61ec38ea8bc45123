package io.linklog.query.visitlog;

import io.linklog.schemas.Visit;
import io.linklog.visits.Agents;
import io.linklog.visits.Places;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Converts the visits of the journal into those of the topic: adds browser, operating system, device and place. Not
 * thread-safe.
 */
final class VisitDescriber {

    private final String instanceId;
    private final Places places;
    private final Agents agents;
    private long latestRun;
    private @Nullable String latestName;

    VisitDescriber(String instanceId, Agents agents, Places places) {
        this.instanceId = instanceId;
        this.agents = agents;
        this.places = places;
    }

    Visit describe(VisitRecord visit) {
        RequestFacts facts = visit.facts();
        Agents.Agent agent = facts.isPrivate() ? Agents.UNKNOWN : agents.of(facts.userAgent());
        Places.Place place = places.of(facts.address());
        // the constructor, not the builder: the builder computes defaults that are all set here, and costs more than
        // everything else together
        return new Visit(
                journal(visit.run()),
                visit.partition(),
                visit.sequence(),
                facts.code(),
                Instant.ofEpochMilli(facts.atMillis()),
                facts.kind(),
                orNull(facts.referrer()),
                agent.browser(),
                agent.os(),
                agent.device(),
                Agents.botReason(facts.prefetch(), facts.head(), agent),
                place.country(),
                place.city(),
                address(facts.address()),
                facts.visitor(),
                orNull(facts.userAgent()),
                facts.tenant(),
                facts.rule());
    }

    private String journal(long run) {
        String known = latestName;
        if (known == null || latestRun != run) {
            known = JournalReport.name(instanceId, run);
            latestRun = run;
            latestName = known;
        }
        return known;
    }

    private static @Nullable String address(byte[] bytes) {
        if (bytes.length == 0) {
            return null;
        }
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("An address has 4 or 16 bytes, not " + bytes.length, e);
        }
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
