package io.linklog.topology.visits;

import io.linklog.schemas.Visit;
import io.linklog.visits.Agents;
import io.linklog.visits.BotList;
import io.linklog.visits.Generation;
import io.linklog.visits.Places;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * Describes visits again, with another list of bots and another database of places, from the User-Agent and the
 * shortened address in their records. It keeps facts that are known only at redirect time: that a browser prefetched
 * the page, or that the visitor opted out of tracking. Thread-safe.
 */
public final class VisitReclassifier implements UnaryOperator<Visit>, AutoCloseable {

    private final Agents agents;
    private final Places places;
    private final boolean hasPlaces;

    private VisitReclassifier(Agents agents, Places places, boolean hasPlaces) {
        this.agents = agents;
        this.places = places;
        this.hasPlaces = hasPlaces;
    }

    /**
     * The description of a generation.
     *
     * @throws IOException when its database of places cannot be read
     */
    public static VisitReclassifier of(Generation generation) throws IOException {
        boolean hasPlaces = generation.places().isPresent();
        return new VisitReclassifier(
                new Agents(BotList.of(generation.bots())),
                hasPlaces ? Places.read(Path.of(generation.places().get())) : Places.none(),
                hasPlaces);
    }

    /** Changes the visit that it is given. */
    @Override
    public Visit apply(Visit visit) {
        String userAgent = visit.getUserAgent();
        if (userAgent != null) {
            Agents.Agent agent = agents.of(userAgent);
            visit.setBrowser(agent.browser());
            visit.setOs(agent.os());
            visit.setDevice(agent.device());
            if (!Agents.isRequestReason(visit.getBot())) {
                visit.setBot(agent.bot());
            }
        }
        String address = visit.getAddress();
        if (hasPlaces && address != null) {
            Places.Place place = places.of(address);
            visit.setCountry(place.country());
            visit.setCity(place.city());
        }
        return visit;
    }

    @Override
    public void close() throws IOException {
        places.close();
    }
}
