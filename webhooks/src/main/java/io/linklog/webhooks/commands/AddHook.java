package io.linklog.webhooks.commands;

import io.linklog.schemas.names.TenantName;
import io.linklog.webhooks.control.HookRequest;
import io.linklog.webhooks.control.StartPlace;
import io.linklog.webhooks.hooks.Hook;
import io.linklog.webhooks.hooks.HookStore;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./linklog webhooks add}. */
@Command(
        name = "add",
        description = {
            "Adds a webhook and prints its id and its secret. The secret is not shown again.",
            "",
            "Types: link.created, link.edited, link.deleted, link.restored, link.purged, visit."
        })
final class AddHook extends HookCommand {

    @Parameters(paramLabel = "URL", description = "The address that gets the events: http or https.")
    private String url = "";

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "Its name: lower-case letters, digits and -, at most 32 (default: a random one).")
    private @Nullable String id;

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            description = "The tenant whose events it gets (default: default).")
    private String tenant = TenantName.DEFAULT;

    @Option(
            names = "--types",
            paramLabel = "TYPE",
            split = ",",
            description = "Types of events to send (default: all changes of links, no visits).")
    private List<String> types = new ArrayList<>(HookRequest.USUAL_TYPES);

    @Option(
            names = "--code",
            paramLabel = "CODE",
            split = ",",
            description =
                    "Send only events of these links, separated by commas, such as abc,go.example.org/tea (default:"
                            + " all links).")
    private List<String> codes = new ArrayList<>();

    @Option(
            names = "--tag",
            paramLabel = "TAG",
            description =
                    "Send only events of links that have one of these tags, or lost one by the event. Repeat the option"
                            + " for each tag. Visits have no tags: it excludes the type visit.")
    private List<String> tags = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "now|beginning|TIME",
            defaultValue = "now",
            description = "The first events to send (default: now). TIME like 2026-01-31T12:00:00Z.")
    private StartPlace from = new StartPlace("now");

    @Override
    int run(CommandAccess access, PrintWriter out) {
        String name = id == null ? HookRequest.randomId() : id;
        Instant now = Instant.now();
        Hook wanted = hook(name, now);
        Hook hook = wanted.withRequest(offsets(access, wanted), now);
        switch (access.await(access.hooks().add(hook))) {
            case ID_TAKEN ->
                throw new RefusedException(1, "There is already a webhook " + name + ": choose another --id.", null);
            case FULL, TENANT_FULL ->
                throw new RefusedException(
                        1,
                        "There are " + HookStore.MOST
                                + " webhooks, which is the maximum. Remove one: ./linklog webhooks remove ID.",
                        null);
            case DONE -> {}
        }
        out.println("id      " + name);
        out.println("secret  " + hook.secrets().get(0).text());
        out.println();
        out.println(
                "Store the secret: it is not shown again. ./linklog webhooks test " + name + " sends a test event.");
        return 0;
    }

    private Hook hook(String name, Instant now) {
        try {
            return new HookRequest(tenant, Hook.Origin.OPERATOR, url, types, codes, tags).toHook(name, now);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(2, "This cannot be a webhook: " + e.getMessage() + ".", e);
        }
    }

    private Map<TopicPartition, Long> offsets(CommandAccess access, Hook hook) {
        try {
            return from.offsets(access.places(), hook.topics());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(2, "--" + e.getMessage() + ".", e);
        }
    }
}
