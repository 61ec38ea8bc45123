package io.linklog.query.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** All in simulated time, over many seeds where chance decides. */
class LimitedLinkTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void exactlyTheMaximumIsAdmittedByAnyNumberOfInstancesWhateverAnswersAreLost() {
        for (long seed = 1; seed <= 400; seed++) {
            LimitSimulation simulation = new LimitSimulation(seed, seed % 4 == 0 ? 0.2 : 0.02, 1 + (int) (seed % 3));
            long most = 1 + simulation.random().nextInt(400);
            visitForAWhile(simulation, most, 2 * (int) most + 50);
            // whoever was turned away by lost answers comes again
            for (int round = 0; round < 200 && simulation.refused == 0; round++) {
                visitForAWhile(simulation, most, 20);
            }
            assertThat(simulation.admitted).as("seed %s", seed).isEqualTo(most);
            assertThat(simulation.admittedAtFirstRefusal)
                    .as("nobody is refused while another instance has places; seed %s", seed)
                    .isEqualTo(most);
        }
    }

    @Test
    void crashesLosePlacesAndNeverAdmitOneTooMany() {
        for (long seed = 1; seed <= 300; seed++) {
            LimitSimulation simulation = new LimitSimulation(seed, 0.05, 3);
            long most = 1 + simulation.random().nextInt(400);
            for (int i = 0; i < 6; i++) {
                int victim = simulation.random().nextInt(3);
                simulation.schedule(
                        Duration.ofMillis(simulation.random().nextInt(3_000)), () -> simulation.restart(victim));
            }
            visitForAWhile(simulation, most, 2 * (int) most + 50);
            for (int round = 0; round < 200 && simulation.refused == 0; round++) {
                visitForAWhile(simulation, most, 20);
            }
            assertThat(simulation.admitted).as("seed %s", seed).isLessThanOrEqualTo(most);
            assertThat(simulation.refused)
                    .as("a dead lease does not keep visitors waiting for ever")
                    .isPositive();
        }
    }

    @Test
    void visitorsWhoseWaitEndsTakeNoPlace() {
        LimitSimulation simulation = new LimitSimulation(7, 0, 2);
        simulation.away = true;
        List<CompletableFuture<Boolean>> answers = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            answers.add(simulation.instances.get(i % 2).visit(1_000, true));
        }
        simulation.run(Duration.ofSeconds(5));
        assertThat(answers).allMatch(CompletableFuture::isCompletedExceptionally);
        simulation.away = false;
        simulation.run(Duration.ofSeconds(5));
        assertThat(simulation.ledger().taken()).isZero();
        visitForAWhile(simulation, 1_000, 1_500);
        assertThat(simulation.admitted).isEqualTo(1_000);
    }

    @Test
    void aThousandVisitorsASecondNeedFewOperations() {
        LimitSimulation simulation = new LimitSimulation(11, 0, 1);
        for (int i = 0; i < 10_000; i++) {
            simulation.schedule(
                    Duration.ofMillis(i), () -> simulation.instances.get(0).visit(1_000_000, true));
        }
        simulation.run(MINUTE);
        assertThat(simulation.admitted).isEqualTo(10_000);
        assertThat(simulation.replacements).isLessThan(100);
        assertThat(simulation.ledger())
                .as("unused places are given back")
                .isEqualTo(new Ledger(simulation.ledger().version(), 10_000, java.util.Map.of()));
    }

    @Test
    void aClosedInstanceGivesItsPlacesBack() {
        LimitSimulation simulation = new LimitSimulation(3, 0.1, 1);
        for (int i = 0; i < 300; i++) {
            simulation.schedule(
                    Duration.ofMillis(i), () -> simulation.instances.get(0).visit(10_000, true));
        }
        simulation.run(Duration.ofMillis(301));
        CompletableFuture<Void> closed = simulation.instances.get(0).close();
        simulation.run(MINUTE);
        assertThat(closed).isCompleted();
        assertThat(simulation.ledger().leases()).isEmpty();
        assertThat(simulation.ledger().taken()).isEqualTo(simulation.admitted);
    }

    @Test
    void aFullLinkIsFullForThoseWhoTakeNoPlaceFromTheFirstQuestionAfterARestart() {
        LimitSimulation simulation = new LimitSimulation(5, 0, 2);
        visitForAWhile(simulation, 3, 4);
        assertThat(simulation.admitted).isEqualTo(3);
        simulation.restart(0);
        simulation.restart(1);
        CompletableFuture<Boolean> bot = simulation.instances.get(1).visit(3, false);
        CompletableFuture<Boolean> afterTheLimitWasRaised =
                simulation.instances.get(0).visit(4, false);
        simulation.run(Duration.ofSeconds(1));
        assertThat(bot).isCompletedWithValue(false);
        assertThat(afterTheLimitWasRaised).isCompletedWithValue(true);
        assertThat(simulation.ledger().taken()).isEqualTo(3);
    }

    @Test
    void aBotLearnsOfPlacesThatOthersTookSinceItsLinkWasRead() {
        LimitSimulation simulation = new LimitSimulation(6, 0, 2);
        CompletableFuture<Boolean> early = simulation.instances.get(0).visit(5, false);
        simulation.run(Duration.ofSeconds(1));
        assertThat(early).isCompletedWithValue(true);
        for (int i = 0; i < 6; i++) {
            simulation.instances.get(1).visit(5, true);
        }
        simulation.run(Duration.ofSeconds(2));
        CompletableFuture<Boolean> late = simulation.instances.get(0).visit(5, false);
        simulation.run(Duration.ofSeconds(1));
        assertThat(late).isCompletedWithValue(false);
    }

    @Test
    void aLoweredLimitHoldsForPlacesThatAreLeasedAlready() {
        LimitSimulation simulation = new LimitSimulation(8, 0, 1);
        for (int i = 0; i < 1_000; i++) {
            simulation.schedule(
                    Duration.ofMillis(i), () -> simulation.instances.get(0).visit(100_000, true));
        }
        simulation.run(Duration.ofSeconds(1)); // hundreds of places are in reserve now
        long before = simulation.admitted;
        for (int i = 0; i < 500; i++) {
            simulation.instances.get(0).visit(before + 10, true);
        }
        simulation.run(MINUTE);
        assertThat(simulation.admitted).isEqualTo(before + 10);
    }

    @Test
    void placesThatTheStoreHasLostAreWrittenAgain() {
        LimitSimulation simulation = new LimitSimulation(9, 0, 1);
        visitForAWhile(simulation, 10, 1);
        Ledger earlier = simulation.ledger();
        for (int i = 0; i < 5; i++) {
            simulation.instances.get(0).visit(10, true);
        }
        simulation.run(Duration.ofSeconds(2));
        simulation.putLedger(earlier); // a node died before these were on its disk
        for (int i = 0; i < 20; i++) {
            simulation.instances.get(0).visit(10, true);
        }
        simulation.run(Duration.ofSeconds(5));
        assertThat(simulation.admitted).isEqualTo(10);
    }

    private static void visitForAWhile(LimitSimulation simulation, long most, int visitors) {
        int millis = 1 + simulation.random().nextInt(3_000);
        for (int i = 0; i < visitors; i++) {
            int instance = simulation.random().nextInt(simulation.instances.size());
            boolean person = simulation.random().nextInt(10) > 0;
            simulation.schedule(
                    Duration.ofMillis(simulation.random().nextInt(millis)),
                    () -> simulation.instances.get(instance).visit(most, person));
        }
        simulation.run(Duration.ofMillis(millis).plus(Duration.ofSeconds(5)));
    }
}
