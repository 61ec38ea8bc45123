package io.linklog.sidecar.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.sidecar.haproxy.ServerState;
import io.linklog.sidecar.layout.Pool;
import io.linklog.sidecar.layout.ProxiedServer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PoolPlanTest {

    private static final Pool POOL = new Pool("query-service", "query-service", Pool.Share.STABLE);
    private static final int DRAIN = 8;
    private static final int MAINTENANCE = 1;

    private static ProxiedServer server(String name) {
        return new ProxiedServer(name, "127.0.0.1", 8082, 9082, 100, 1);
    }

    private static ServerState up(String name) {
        return state(name, 0, 2);
    }

    private static ServerState down(String name) {
        return state(name, 0, 0);
    }

    private static ServerState state(String name, int admin, int operational) {
        return new ServerState("query-service", name, "127.0.0.1", 8082, 9082, 100, admin, operational);
    }

    private static List<String> commands(DesiredServers wanted, ServerState... actual) {
        return PoolPlan.of(POOL, wanted, List.of(actual)).steps().stream()
                .map(RuntimeCommand::command)
                .toList();
    }

    private static DesiredServers wanted(Set<String> resting, String... ready) {
        return new DesiredServers(
                List.of(ready).stream().map(PoolPlanTest::server).toList(), resting);
    }

    @Test
    void noCommandIsPlannedWhenBothAgree() {
        assertThat(commands(wanted(Set.of(), "a", "b"), up("a"), down("b"))).isEmpty();
    }

    @Test
    void aNewServerWaitsForItsFirstCheck() {
        assertThat(commands(wanted(Set.of(), "a")))
                .singleElement()
                .asString()
                .matches("add server query-service/a 127\\.0\\.0\\.1:8082 id 1 weight 100 .* check port 9082 .*;"
                        + " enable health query-service/a; enable server query-service/a;"
                        + " set server query-service/a health down");
    }

    @Test
    void aRestingServerIsDrainedAndAMissingOneIsRetiredThenDeleted() {
        assertThat(commands(wanted(Set.of("b"), "a"), up("a"), up("b")))
                .containsExactly("set server query-service/b state drain");
        assertThat(commands(wanted(Set.of("b"), "a"), up("a"), state("b", DRAIN, 2)))
                .isEmpty();
        assertThat(commands(wanted(Set.of(), "a"), up("a"), state("b", DRAIN, 2)))
                .containsExactly("set server query-service/b state maint");
        assertThat(commands(wanted(Set.of(), "a"), up("a"), state("b", MAINTENANCE, 0)))
                .containsExactly("del server query-service/b");
        assertThat(commands(wanted(Set.of(), "a", "b"), up("a"), state("b", MAINTENANCE, 0)))
                .containsExactly("set server query-service/b state ready");
    }

    @Test
    void changedWeightAddressAndCheckPortAreCorrected() {
        ProxiedServer elsewhere = new ProxiedServer("a", "127.0.0.2", 8082, 9083, 50, 1);
        assertThat(commands(new DesiredServers(List.of(elsewhere), Set.of()), up("a")))
                .containsExactly(
                        "set server query-service/a addr 127.0.0.2 port 8082",
                        "set server query-service/a check-port 9083",
                        "set server query-service/a weight 50");
    }

    @Test
    void theLastServersStayWhateverTheRegistrySays() {
        assertThat(commands(wanted(Set.of()), up("a"), down("b"))).isEmpty();
        assertThat(commands(wanted(Set.of("a", "b")), up("a"), up("b"))).isEmpty();
        assertThat(PoolPlan.of(POOL, wanted(Set.of()), List.of(up("a"), down("b")))
                        .held())
                .isEqualTo(2);
    }

    @Test
    void anOldServerStaysUntilANewOneServes() {
        assertThat(commands(wanted(Set.of("a"), "b"), up("a"), down("b"))).isEmpty();
        assertThat(commands(wanted(Set.of("a"), "b"), up("a"), up("b")))
                .containsExactly("set server query-service/a state drain");
    }

    @Test
    void noMajorityOfLiveServersIsRemovedAtOnceWithoutResting() {
        DesiredServers one = wanted(Set.of(), "a");
        assertThat(commands(one, up("a"), up("b"), up("c"))).isEmpty();
        // one of two is no majority
        assertThat(commands(one, up("a"), up("b"))).containsExactly("set server query-service/b state maint");
        assertThat(commands(wanted(Set.of("b", "c"), "a"), up("a"), up("b"), up("c")))
                .hasSize(2);
        // servers that are down are no loss
        assertThat(commands(one, up("a"), down("b"), down("c"))).hasSize(2);
    }

    @Test
    void aCanaryPoolMayBecomeEmpty() {
        Pool canary = new Pool("q.canary", "q", Pool.Share.CANARY);
        assertThat(PoolPlan.of(canary, wanted(Set.of("a")), List.of(up("a"))).steps())
                .extracting(RuntimeCommand::command)
                .containsExactly("set server q.canary/a state drain");
    }

    @Test
    void aBusyServerIsNotARefusal() {
        RuntimeCommand delete = RuntimeCommand.delete(POOL, "a");
        assertThat(delete.notYet()
                        .matcher("Server still has connections attached to it, cannot remove it.\n\n")
                        .matches())
                .isTrue();
        assertThat(delete.success().matcher("Server deleted.\n\n").matches()).isTrue();
        assertThat(delete.success().matcher("No such server.\n\n").matches()).isTrue();
        assertThat(delete.success().matcher("No such backend.\n\n").matches()).isFalse();
        RuntimeCommand add = RuntimeCommand.add(POOL, server("a"));
        assertThat(add.success().matcher("New server registered.\n\n\n\n\n").matches())
                .isTrue();
        assertThat(add.success()
                        .matcher("'id' : custom id 8 already used at (null):0 ('server q1').\n\n")
                        .matches())
                .isFalse();
    }
}
