package io.linklog.cli.canary;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.cli.Terminal;
import io.linklog.mesh.canary.Baseline;
import io.linklog.mesh.canary.Figures;
import io.linklog.mesh.canary.Observation;
import io.linklog.mesh.canary.RolloutStore;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import io.linklog.mesh.registry.Registration;
import io.linklog.mesh.route.Route;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CanaryCommandIT {

    private final String endpoint = SharedStack.with(Server.ETCD).etcdEndpoint();
    private final Etcd etcd = new Etcd(EtcdSettings.of(URI.create(endpoint)).within(Duration.ofSeconds(10)));
    private final RolloutStore rollouts = new RolloutStore(etcd);
    private final String service = "s-" + UUID.randomUUID();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable something : open) {
            something.close();
        }
        etcd.await(rollouts.delete(stored()));
        etcd.close();
    }

    @Test
    void aRolloutIsBegunShownPausedResumedAndPromotedByCommand() throws Exception {
        register("i-1", "1.0");
        says(0, "hold", service).contains("all requests go to 1.0");
        register("i-2", "1.1");
        says(0, "hold", service, "--try", "1.1").contains("1.1 gets the requests that ask for it");
        assertThat(stored().route().route()).contains(Route.only(service, "1.0").withCanary("1.1", 0));
        says(2, "hold", service, "--try", "1.0").contains("stable version");
        says(0, "start", service, "--version", "1.1", "--steps", "0.5,100", "--interval", "10s")
                .contains("1.1 gets 0.5 % beside 1.0")
                .doesNotContain("had no route")
                .contains("No controller runs");
        assertThat(stored().route().route()).contains(Route.only(service, "1.0").withCanary("1.1", 50));

        says(1, "start", service, "--version", "1.1").contains("is under way").contains("canary abort " + service);
        says(1, "hold", service, "--stable", "1.1").contains("under way");
        says(1, "release", service).contains("under way");
        says(0, "pause", service).contains("1.1 is PAUSED at 0.5 %");
        says(0, "resume", service).contains("1.1 is RUNNING at 0.5 %");
        says(1, "resume", service).contains("nothing to resume");

        RolloutStore.Stored running = stored();
        etcd.await(rollouts.put(
                running,
                running.rollout()
                        .orElseThrow()
                        .observe(
                                Observation.of(new Figures(500, 1, 1.25), new Figures(900, 0, 1.5), Baseline.SAME_AGE),
                                Instant.now())));
        says(0, "status", service)
                .contains("1.1 beside 1.0 is RUNNING, with 100 % of the requests")
                .contains("2 of 2 (0.5, 100 %)")
                .contains("at 0.5 %: PASSED")
                .contains("500 requests, 0.20 % failed, p99 1.25 ms")
                .contains("900 requests, 0.00 % failed, p99 1.50 ms (stable instances of the same age)")
                .contains("no controller: no edge agent runs");
        says(0, "status").contains(service);

        says(0, "promote", service).contains("1.1 is PROMOTED");
        assertThat(stored().route().route()).contains(Route.only(service, "1.1"));
        says(1, "abort", service).contains("is over").contains("canary start");
        says(1, "start", service, "--version", "1.1").contains("stable version");
        says(0, "release", service).contains("all instances get requests");
        assertThat(stored().rollout()).isEmpty();
        says(0, "release", service).contains("all instances get requests");
    }

    @Test
    void whatCannotBeDoneIsRefusedWithWhatToDo() throws Exception {
        says(1, "start", service, "--version", "1.1").contains("No instance of " + service + " runs 1.1");
        says(1, "abort", service).contains("no rollout").contains("canary start");
        says(0, "status", service).contains("no rollout");
        register("i-1", "1.0");
        says(1, "start", service, "--version", "1.1").contains("1.0 (i-1)").contains("--version 1.1");
        register("i-2", "1.1");
        says(2, "start", service, "--version", "1.1", "--steps", "5,1,100").contains("must grow");
        says(2, "start", service, "--version", "1.1", "--steps", "5,50").contains("end with 100 %");
        says(2, "start", service, "--version", "1.1", "--steps", "many").contains("'many' is not a percentage");
        says(2, "start", service, "--version", "1.1", "--interval", "1d").contains("not a duration");
        says(2, "start", service, "--version", "1.1", "--min-requests", "0").contains("minRequests");
        says(2, "start", "a/b", "--version", "1.1").contains("not the name of a service");
        says(2, "start", service).contains("--version");
        assertThat(stored().rollout()).isEmpty();
        says(0, "start", service, "--version", "1.1").contains("had no route");
    }

    @Test
    void withoutEtcdEveryCommandSaysSo() {
        Terminal terminal = new Terminal();
        assertThat(terminal.run(new CanaryCommand(), "status", "--etcd", "http://127.0.0.1:1"))
                .isEqualTo(1);
        assertThat(terminal.err()).contains("http://127.0.0.1:1").contains("does not answer");
        Terminal unnamed = new Terminal();
        assertThat(unnamed.run(new CanaryCommand(), "status", "--etcd", "")).isEqualTo(2);
        assertThat(unnamed.err()).contains("--etcd");
    }

    private AbstractStringAssert<?> says(int code, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--etcd", endpoint));
        Terminal terminal = new Terminal();
        assertThat(terminal.run(new CanaryCommand(), all.toArray(String[]::new)))
                .as("%s: %s", all, terminal.err())
                .isEqualTo(code);
        return assertThat(terminal.err());
    }

    private void register(String id, String version) throws Exception {
        Registration registration = new Registration(
                etcd,
                Instance.builder(service, id, "127.0.0.1", 1)
                        .adminPort(1)
                        .state(InstanceState.UP)
                        .zone("z")
                        .version(version)
                        .build(),
                Duration.ofSeconds(10),
                new SimpleMeterRegistry());
        open.add(registration);
        registration.whenRegistered().get();
    }

    private RolloutStore.Stored stored() throws InterruptedException {
        return etcd.await(rollouts.find(service));
    }
}
