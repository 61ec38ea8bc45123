package io.linklog.webhooks.delivery;

import static io.linklog.webhooks.TestHooks.edits;
import static io.linklog.webhooks.TestHooks.quickSettings;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.kafka.TestLog;
import io.linklog.kit.kafka.VisitFacts;
import io.linklog.kit.outbound.OutboundRule;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.Visit;
import io.linklog.schemas.view.EventView;
import io.linklog.stack.SharedStack;
import io.linklog.webhooks.Receiver;
import io.linklog.webhooks.TestHooks;
import io.linklog.webhooks.hooks.DeliveryReport;
import io.linklog.webhooks.hooks.Hook;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hooks of two tenants, and hooks that an API made. */
class HookTenantsIT {

    private static final Set<String> ALL = Set.copyOf(EventView.TYPES);

    private static TestLog log;

    private TestHooks hooks;

    @BeforeAll
    static void open() throws Exception {
        log = new TestLog(SharedStack.with());
    }

    @AfterAll
    static void close() throws Exception {
        log.close();
    }

    @BeforeEach
    void listen() throws Exception {
        hooks = new TestHooks(log);
    }

    @AfterEach
    void end() throws Exception {
        hooks.close();
    }

    /** The address stands for the tenant: what reaches it is what the tenant gets. */
    @Test
    void aHookGetsOnlyTheEventsOfItsTenant() throws Exception {
        try (Receiver other = new Receiver()) {
            String[] codes = {"tenants", "tenants-other"};
            hooks.add("default", Hook.Origin.OPERATOR, hooks.receiver().url(), ALL, codes);
            hooks.add("team-a", Hook.Origin.OPERATOR, other.url(), ALL, "tenantsofa", "tenants", "tenants-other");
            hooks.run("it", quickSettings());
            log.log(edits("tenants", 2));
            log.log(ofTenant("team-a", edits("tenants-other", 2)));
            log.log(ofTenant("team-b", edits("tenants", 1)));
            hooks.receiver().await(2);
            other.await(2);
            log.logVisits(List.of(visit("tenants-other", "team-a", 1), visit("tenants", "default", 2)));
            assertThat(hooks.receiver().await(3))
                    .containsExactly("tenants link.created 1", "tenants link.edited 2", "tenants visit 0");
            assertThat(other.await(3))
                    .containsExactly(
                            "tenants-other link.created 1", "tenants-other link.edited 2", "tenants-other visit 0");
        }
    }

    private static List<LinkEvent> ofTenant(String tenant, List<LinkEvent> events) {
        events.forEach(event -> event.getLink().setTenant(tenant));
        return events;
    }

    private static Visit visit(String code, String tenant, long sequence) {
        Visit visit = VisitFacts.visit(code, "tenants-journal", sequence);
        visit.setTenant(tenant);
        return visit;
    }

    @Test
    void aHookOfTheApiCallsNoPrivateAddressAndItsEventsWaitUntilItsHostIsPublic() throws Exception {
        URI url =
                URI.create("http://hooks.example.org:" + hooks.receiver().url().getPort() + "/");
        Hook guarded = hooks.add("default", Hook.Origin.API, url, TestHooks.changes(), "guarded");
        Webhooks strict = hooks.run("it", quickSettings(), rule(false), HookTenantsIT::loopback);
        log.log(edits("guarded", 2));
        Awaitility.await("more calls than an event has attempts")
                .atMost(TestLog.LONG_ENOUGH)
                .until(() ->
                        hooks.report(guarded.id()).failed() > quickSettings().attempts() * 2L);
        DeliveryReport report = hooks.report(guarded.id());
        assertThat(report.lastError())
                .contains("hooks.example.org leads to an address that may not be called (loopback)");
        assertThat(report.dead()).isZero();
        assertThat(hooks.receiver().calls()).isEmpty();

        strict.close();
        hooks.run("it", quickSettings(), rule(true), HookTenantsIT::loopback);
        assertThat(hooks.receiver().await(2)).containsExactly("guarded link.created 1", "guarded link.edited 2");
        assertThat(hooks.receiver().calls().get(0).signature()).startsWith("v1,");
    }

    private static InetAddress[] loopback(String host) throws UnknownHostException {
        return new InetAddress[] {InetAddress.getByName("127.0.0.1")};
    }

    /** The public rule, but for the port of the receiver and, if told so, its address. */
    private static OutboundRule rule(boolean allowsLoopback) {
        return new OutboundRule() {
            @Override
            public Optional<String> refusal(URI url) {
                return Optional.empty();
            }

            @Override
            public Optional<String> refusal(InetAddress address) {
                return allowsLoopback ? Optional.empty() : OutboundRule.PUBLIC.refusal(address);
            }
        };
    }
}
