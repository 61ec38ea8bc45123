package io.linklog.stack.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.stack.machine.StackException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstancesTest {

    private static final Addresses ADDRESSES = Addresses.free();

    @TempDir
    Path folder;

    private static List<String> ids(Instances instances, Service service) {
        return instances.of(service).stream().map(ServiceInstance::id).toList();
    }

    private static Instances twoMoreReaders() {
        Instances instances = Instances.one(ADDRESSES);
        instances = instances.with(instances.another(Service.QUERY, Map.of()));
        return instances.with(instances.another(Service.QUERY, Map.of("LINKLOG_VERSION", "1.1", "X", "a=b, c")));
    }

    @Test
    void stackBeginsWithOneInstanceOfEachService() {
        assertThat(Instances.one(ADDRESSES).all())
                .extracting(ServiceInstance::processName)
                .containsExactly("streams-topology", "projector", "command-service", "query-service");
        assertThat(Instances.one(ADDRESSES).of(Service.QUERY).get(0).ports())
                .containsExactly(ADDRESSES.port("LINKLOG_QUERY_ADMIN_PORT"), ADDRESSES.port("LINKLOG_QUERY_PORT"));
    }

    @Test
    void furtherInstancesHaveNumbersAndPortsOfTheirOwn() {
        Instances instances = twoMoreReaders();
        assertThat(ids(instances, Service.QUERY))
                .containsExactly("query-service-1", "query-service-2", "query-service-3");
        assertThat(instances.all())
                .flatExtracting(ServiceInstance::ports)
                .doesNotHaveDuplicates()
                .hasSize(10);
        assertThat(instances.of(Service.QUERY).get(2).ports()).noneMatch(ADDRESSES::has);
    }

    @Test
    void reusesTheLowestFreeNumber() {
        Instances instances = twoMoreReaders();
        Instances hole = instances.without(instances.of(Service.QUERY).get(1));
        assertThat(hole.another(Service.QUERY, Map.of()).id()).isEqualTo("query-service-2");
    }

    @Test
    void deadInstanceMovesAwayFromATakenPort() {
        Instances instances = twoMoreReaders();
        ServiceInstance second = instances.of(Service.QUERY).get(1);
        ServiceInstance third = instances.of(Service.QUERY).get(2);
        Instances moved = instances.withFreePorts(
                name -> name.equals("query-service-3"),
                port -> second.ports().contains(port) || third.ports().contains(port));
        assertThat(moved.of(Service.QUERY).get(1).ports())
                .hasSize(2)
                .doesNotContainAnyElementsOf(second.ports())
                .doesNotContainAnyElementsOf(third.ports());
        assertThat(moved.of(Service.QUERY).get(2)).isEqualTo(third);
    }

    @Test
    void lackOfFreePortsIsReportedInOneSentence() {
        assertThatThrownBy(() -> Instances.one(ADDRESSES).freePorts(Service.PROJECTOR, port -> true))
                .isInstanceOf(StackException.class)
                .hasMessageStartingWith("No port is free for another projector from ");
    }

    @Test
    void nextCommandFindsTheInstancesOfTheLast() {
        InstancesFile file = new InstancesFile(folder, ADDRESSES);
        assertThat(file.load().all()).isEqualTo(Instances.one(ADDRESSES).all());
        file.save(twoMoreReaders());
        assertThat(file.load().all()).hasSize(6).isEqualTo(twoMoreReaders().all());
        file.save(Instances.one(ADDRESSES));
        assertThat(file.load().all()).isEqualTo(Instances.one(ADDRESSES).all());
    }

    @Test
    void firstInstanceKeepsItsSettingsAndFollowsTheAddressesOfTheStack() {
        Instances one = Instances.one(ADDRESSES);
        new InstancesFile(folder, ADDRESSES)
                .save(one.with(one.of(Service.QUERY).get(0).with(Map.of("LINKLOG_VERSION", "2"))));
        Addresses others = Addresses.from(20_000);
        ServiceInstance first =
                new InstancesFile(folder, others).load().of(Service.QUERY).get(0);
        assertThat(first).isEqualTo(Service.QUERY.first(others).with(Map.of("LINKLOG_VERSION", "2")));
    }

    @Test
    void endedFirstInstanceStaysAwayUntilAnotherIsRequested() {
        InstancesFile file = new InstancesFile(folder, ADDRESSES);
        Instances two = Instances.one(ADDRESSES);
        ServiceInstance first = two.of(Service.QUERY).get(0);
        two = two.with(two.another(Service.QUERY, Map.of()));
        file.save(two.without(first));
        assertThat(ids(file.load(), Service.QUERY)).containsExactly("query-service-2");
        assertThat(file.load().of(Service.COMMAND)).hasSize(1);
        assertThat(file.load().another(Service.QUERY, Map.of())).isEqualTo(first);
        file.save(two);
        assertThat(file.load().all()).isEqualTo(two.all());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ended=query-service-2",
                "query-service-2.ports=one,two",
                "query-service-2.ports=8100",
                "query-service-x.ports=8100,8101",
                "query-service-0.ports=8100,8101",
                "ports.ports=8100",
                "else-2.ports=8100,8101"
            })
    void unreadableFileIsReportedWithItsNameAndTheRemedy(String line) throws Exception {
        Files.writeString(folder.resolve("instances.properties"), line + "\n");
        assertThatThrownBy(() -> new InstancesFile(folder, ADDRESSES).load())
                .isInstanceOf(StackException.class)
                .hasMessageContaining(folder.resolve("instances.properties").toString())
                .hasMessageContaining("delete it");
    }

    @ParameterizedTest
    @CsvSource({
        "query-service, true",
        "query-service-2, true",
        "query-service-12, true",
        "query-service-1, false",
        "query-service-02, false",
        "query-service-agent, false",
        "edge, false"
    })
    void theProcessesOfAServiceAreKnownByTheirNames(String name, boolean isOne) {
        assertThat(ServiceInstance.isOf(Service.QUERY, name)).isEqualTo(isOne);
    }
}
