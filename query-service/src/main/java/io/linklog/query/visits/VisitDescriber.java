package io.linklog.query.visits;

import io.linklog.schemas.Visit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes of what the journal has what the topic gets: who it was, by browser, system, device and place. Thread-safe. */
final class VisitDescriber implements AutoCloseable {

    private final String instanceId;
    private final Places places;
    private final Agents agents = new Agents();

    /** @param places is closed with this */
    VisitDescriber(String instanceId, Places places) {
        this.instanceId = instanceId;
        this.places = places;
    }

    Visit describe(VisitRecord visit) {
        Agents.Agent agent = visit.isPrivate() ? Agents.UNKNOWN : agents.of(visit.userAgent());
        Places.Place place = places.of(visit.address());
        return Visit.newBuilder()
                .setJournal(JournalReport.name(instanceId, visit.run()))
                .setPartition(visit.partition())
                .setSequence(visit.sequence())
                .setCode(visit.code())
                .setAt(Instant.ofEpochMilli(visit.atMillis()))
                .setKind(visit.kind())
                .setReferrer(orNull(visit.referrer()))
                .setBrowser(agent.browser())
                .setOs(agent.os())
                .setDevice(agent.device())
                .setBot(bot(visit, agent))
                .setCountry(place.country())
                .setCity(place.city())
                .setAddress(address(visit.address()))
                .setVisitor(visit.visitor())
                .setUserAgent(orNull(visit.userAgent()))
                .build();
    }

    private static @Nullable String bot(VisitRecord visit, Agents.Agent agent) {
        if (visit.prefetch()) {
            return "prefetch";
        }
        return visit.head() ? "HEAD" : agent.bot();
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

    @Override
    public void close() throws IOException {
        places.close();
    }
}
