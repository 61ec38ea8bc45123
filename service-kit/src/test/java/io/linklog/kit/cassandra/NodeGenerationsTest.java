package io.linklog.kit.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeGenerationsTest {

    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    private final NodeGenerations generations = new NodeGenerations();

    @BeforeEach
    void beginContact() {
        assertThat(generations.take(Map.of(ONE, Optional.of(10), OTHER, Optional.of(20))))
                .isTrue();
        assertThat(generations.losses()).isEqualTo(1);
    }

    @Test
    void nodesThatLiveOnLoseNothing() {
        assertThat(generations.take(Map.of(ONE, Optional.of(10), OTHER, Optional.of(20))))
                .isTrue();
        assertThat(generations.losses()).isEqualTo(1);
    }

    @Test
    void aNodeThatStartedAgainBetweenTwoRoundsIsALoss() {
        assertThat(generations.take(Map.of(ONE, Optional.of(11), OTHER, Optional.of(20))))
                .isTrue();
        assertThat(generations.losses()).isEqualTo(2);
    }

    @Test
    void aSilentNodeProvesNothingAndLosesNothingIfItHasTheSameGenerationLater() {
        assertThat(generations.take(Map.of(ONE, Optional.empty(), OTHER, Optional.of(20))))
                .isFalse();
        assertThat(generations.take(Map.of(ONE, Optional.of(10), OTHER, Optional.of(20))))
                .isTrue();
        assertThat(generations.losses()).isEqualTo(1);
        assertThat(generations.take(Map.of(ONE, Optional.empty(), OTHER, Optional.of(20))))
                .isFalse();
        assertThat(generations.take(Map.of(ONE, Optional.of(11), OTHER, Optional.of(20))))
                .isTrue();
        assertThat(generations.losses()).isEqualTo(2);
    }

    @Test
    void aNodeThatIsGoneIsALossAndTheOthersGoOn() {
        assertThat(generations.take(Map.of(OTHER, Optional.of(20)))).isTrue();
        assertThat(generations.losses()).isEqualTo(2);
        assertThat(generations.take(Map.of(OTHER, Optional.of(20)))).isTrue();
        assertThat(generations.losses()).isEqualTo(2);
    }

    @Test
    void withoutAnyNodeNothingIsProven() {
        assertThat(generations.take(Map.of())).isFalse();
        assertThat(generations.losses()).isEqualTo(2);
    }
}
