package io.linklog.kit.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.kit.http.ProblemException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ClientPlacesTest {

    private static ClientPlaces places(int total, int share) {
        return new ClientPlaces("test", "tests", total, share, new SimpleMeterRegistry());
    }

    private static int statusOf(ClientPlaces places, String client) {
        try {
            places.take(client).close();
            return 200;
        } catch (ProblemException e) {
            return e.problem().status();
        }
    }

    @Test
    void oneClientTakesItsShareAndLeavesTheOthersToOthers() {
        ClientPlaces places = places(8, 50);
        List<ClientPlaces.Place> taken = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            taken.add(places.take("key a"));
        }
        assertThatThrownBy(() -> places.take("key a"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(429))
                .hasMessageContaining("4 of the 8 tests");
        for (int i = 0; i < 4; i++) {
            taken.add(places.take("key b"));
        }
        assertThat(statusOf(places, "key c")).isEqualTo(503);
        assertThat(statusOf(places, "key a")).isEqualTo(429);
        taken.get(0).close();
        taken.get(0).close(); // frees one place only
        assertThat(places.taken()).isEqualTo(7);
        assertThat(statusOf(places, "key a")).isEqualTo(200);
    }

    @Test
    void whoIsUnlimitedMayHaveAllAndAClientMayHaveOneAtLeast() {
        ClientPlaces places = places(3, 10);
        assertThat(places.takeIfFree("key a")).isNotNull();
        assertThat(places.takeIfFree("key a")).isNull();
        assertThat(places.takeIfFree(ClientPlaces.UNLIMITED)).isNotNull();
        assertThat(places.takeIfFree(ClientPlaces.UNLIMITED)).isNotNull();
        assertThat(statusOf(places, ClientPlaces.UNLIMITED)).isEqualTo(503);
        assertThat(statusOf(places(0, 50), "key a")).isEqualTo(503);
    }

    @Property(tries = 200)
    void noClientHasMoreThanItsShareAndNothingStaysBehind(
            @ForAll @IntRange(min = 1, max = 20) int total,
            @ForAll @IntRange(min = 1, max = 100) int share,
            @ForAll long seed) {
        ClientPlaces places = places(total, share);
        int each = Math.max(1, total * share / 100);
        Map<String, List<ClientPlaces.Place>> held = new HashMap<>();
        Random random = new Random(seed);
        int all = 0;
        for (int i = 0; i < 200; i++) {
            List<ClientPlaces.Place> mine = held.computeIfAbsent("key " + random.nextInt(4), c -> new ArrayList<>());
            if (random.nextBoolean() && !mine.isEmpty()) {
                mine.remove(mine.size() - 1).close();
                all--;
            } else {
                String client = held.entrySet().stream()
                        .filter(entry -> entry.getValue() == mine)
                        .findFirst()
                        .orElseThrow()
                        .getKey();
                ClientPlaces.Place place = places.takeIfFree(client);
                assertThat(place != null).isEqualTo(mine.size() < each && all < total);
                if (place != null) {
                    mine.add(place);
                    all++;
                }
            }
            assertThat(places.taken()).isEqualTo(all);
        }
        held.values().forEach(mine -> mine.forEach(ClientPlaces.Place::close));
        assertThat(places.taken()).isZero();
        assertThat(places.clients()).isZero();
    }
}
