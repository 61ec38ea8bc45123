package io.linklog.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.stack.whole.Addresses;
import io.linklog.stack.whole.Instances;
import io.linklog.stack.whole.Service;
import io.linklog.stack.whole.ServiceInstance;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ScalePlanTest {

    private static final Predicate<String> ALL_RUN = name -> true;

    private static final ScalePlan.Going NOBODY = new ScalePlan.Going(Set.of(), service -> Set.of());

    private final Instances one = Instances.one(Addresses.free());

    private static ScalePlan plan(Instances there, Predicate<String> runs, String... targets) {
        return plan(there, NOBODY, runs, targets);
    }

    private static ScalePlan plan(Instances there, ScalePlan.Going going, Predicate<String> runs, String... targets) {
        return ScalePlan.of(
                there, List.of(targets).stream().map(ScaleTarget::parse).toList(), Map.of(), going, runs);
    }

    private static List<String> ids(List<ServiceInstance> instances) {
        return instances.stream().map(ServiceInstance::id).toList();
    }

    @Test
    void startsWhatIsMissingOfEach() {
        ScalePlan plan = plan(one, ALL_RUN, "query-service=3", "projector=2");
        assertThat(ids(plan.starts())).containsExactly("query-service-2", "query-service-3", "projector-2");
        assertThat(plan.drains()).isEmpty();
        assertThat(plan.grown().all()).hasSize(7).containsAll(plan.starts());
    }

    @Test
    void drainsWhatIsTooManyFromTheHighestNumberDown() {
        Instances three = plan(one, ALL_RUN, "query-service=3").grown();
        ScalePlan plan = plan(three, ALL_RUN, "query-service=1");
        assertThat(ids(plan.drains())).containsExactly("query-service-3", "query-service-2");
        assertThat(plan.starts()).isEmpty();
    }

    @Test
    void asManyAsThereAreIsNothing() {
        Instances three = plan(one, ALL_RUN, "query-service=3").grown();
        assertThat(plan(three, ALL_RUN, "query-service=3", "command-service=1").isNothing())
                .isTrue();
    }

    @Test
    void whatDiedIsStartedAgainWithWhatWasSetForItAndWhatIsSetNow() {
        Instances two = ScalePlan.of(
                        one, List.of(ScaleTarget.parse("query-service=2")), Map.of("A", "1", "B", "1"), NOBODY, ALL_RUN)
                .grown();
        ScalePlan plan = ScalePlan.of(
                two,
                List.of(ScaleTarget.parse("query-service=2")),
                Map.of("B", "2"),
                NOBODY,
                name -> !name.equals("query-service-2"));
        assertThat(ids(plan.starts())).containsExactly("query-service-2");
        assertThat(plan.starts().get(0).settings()).isEqualTo(Map.of("A", "1", "B", "2"));
        assertThat(plan.grown().of(Service.QUERY)).hasSize(2).containsAll(plan.starts());
    }

    @Test
    void onlyWhatIsStartedIsSet() {
        ScalePlan plan = ScalePlan.of(
                one, List.of(ScaleTarget.parse("query-service=2")), Map.of("LINKLOG_VERSION", "2"), NOBODY, ALL_RUN);
        assertThat(plan.grown().of(Service.QUERY))
                .extracting(ServiceInstance::settings)
                .containsExactly(Map.of(), Map.of("LINKLOG_VERSION", "2"));
    }

    @Test
    void oneOfADeadServiceIsTheFirstAgain() {
        Instances two = plan(one, ALL_RUN, "projector=2").grown();
        ScalePlan plan = plan(two, name -> !name.startsWith("projector"), "projector=1");
        assertThat(ids(plan.starts())).containsExactly("projector-1");
        assertThat(ids(plan.drains())).containsExactly("projector-2");
    }

    @Test
    void whatTheRouteIsNotForGoesBeforeWhatItIsFor() {
        Instances three = plan(one, ALL_RUN, "query-service=3").grown();
        ScalePlan.Going promoted = new ScalePlan.Going(Set.of(), service -> Set.of("query-service-1"));
        assertThat(ids(plan(three, promoted, ALL_RUN, "query-service=2").drains()))
                .containsExactly("query-service-1");
        assertThat(ids(plan(three, promoted, ALL_RUN, "query-service=1").drains()))
                .containsExactly("query-service-1", "query-service-3");
    }

    @Test
    void whatIsNamedGoesFirstAndIsReplacedWhereItIsNeeded() {
        Instances three = plan(one, ALL_RUN, "query-service=3").grown();
        ScalePlan.Going going = new ScalePlan.Going(Set.of("query-service-2"), service -> Set.of("query-service-1"));
        assertThat(ids(plan(three, going, ALL_RUN, "query-service=1").drains()))
                .containsExactly("query-service-2", "query-service-1");
        ScalePlan replaced = plan(three, going, ALL_RUN, "query-service=3");
        assertThat(ids(replaced.drains())).containsExactly("query-service-2");
        assertThat(ids(replaced.starts())).containsExactly("query-service-4");
    }

    @Test
    void theFirstGoesLikeAnyOtherAndComesBackOnItsOwnPorts() {
        ScalePlan.Going first = new ScalePlan.Going(Set.of("query-service-1"), service -> Set.of());
        ScalePlan replaced = plan(one, first, ALL_RUN, "query-service=1");
        assertThat(ids(replaced.starts())).containsExactly("query-service-2");
        assertThat(ids(replaced.drains())).containsExactly("query-service-1");
        Instances second = replaced.grown().without(replaced.drains().get(0));
        ScalePlan back = plan(second, ALL_RUN, "query-service=2");
        assertThat(back.starts()).isEqualTo(one.of(Service.QUERY));
    }
}
