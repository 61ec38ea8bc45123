package io.linklog.mesh.canary;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.JsonValue;
import io.linklog.mesh.etcd.MalformedValueException;
import java.time.Duration;
import java.util.Optional;

/** A rollout as text in etcd. Fields that are not known here are passed over; {@code format} as in an instance. */
final class RolloutJson {

    static final int FORMAT = 1;
    static final String ROLLOUTS = "/linklog/canaries/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private RolloutJson() {}

    static String key(String service) {
        return ROLLOUTS + service;
    }

    static String write(Rollout rollout) {
        Plan plan = rollout.plan();
        Limits limits = plan.limits();
        Progress progress = rollout.progress();
        ObjectNode json = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("service", rollout.service())
                .put("stable", rollout.stable())
                .put("canary", rollout.canary())
                .put("startedAt", rollout.startedAt().toString())
                .put("phase", progress.phase().name())
                .put("held", progress.held())
                .put("step", progress.step())
                .put("failures", progress.failures())
                .put("inconclusive", progress.inconclusive())
                .put("at", progress.at().toString())
                .put("why", progress.why());
        ObjectNode planned = json.putObject("plan")
                .put("intervalMillis", plan.interval().toMillis())
                .put("minRequests", plan.minRequests());
        plan.steps().forEach(planned.putArray("steps")::add);
        planned.putObject("limits")
                .put("errorFloor", limits.errorFloor())
                .put("errorSlack", limits.errorSlack())
                .put("latencyFactor", limits.latencyFactor())
                .put("latencySlackMillis", limits.latencySlack().toMillis())
                .put("failures", limits.failures())
                .put("inconclusive", limits.inconclusive());
        progress.last().ifPresent(last -> {
            ObjectNode comparison = json.putObject("last")
                    .put("at", last.at().toString())
                    .put("weight", last.weight())
                    .put("compared", last.compared().name())
                    .put("verdict", last.verdict().name())
                    .put("why", last.why());
            write(comparison.putObject("canary"), last.canary());
            write(comparison.putObject("baseline"), last.baseline());
        });
        progress.baseline().ifPresent(baseline -> write(json.putObject("baseline"), baseline));
        return json.toString();
    }

    private static void write(ObjectNode json, Figures figures) {
        json.put("requests", figures.requests()).put("errors", figures.errors()).put("p99Millis", figures.p99Millis());
    }

    static Rollout read(Etcd.Item item) throws MalformedValueException {
        JsonValue json = JsonValue.read(item.value(), FORMAT);
        String service = json.text("service");
        if (!item.key().equals(key(service))) {
            throw new MalformedValueException("says to be of " + service);
        }
        try {
            return new Rollout(
                    service,
                    json.text("stable"),
                    json.text("canary"),
                    plan(json.object("plan")),
                    json.instant("startedAt"),
                    progress(json));
        } catch (IllegalArgumentException e) {
            throw new MalformedValueException(e.getMessage());
        }
    }

    private static Plan plan(JsonValue json) throws MalformedValueException {
        JsonValue limits = json.object("limits");
        return new Plan(
                json.integers("steps"),
                Duration.ofMillis(
                        json.whole("intervalMillis", 0, Duration.ofDays(1).toMillis())),
                json.integer("minRequests", 1, Integer.MAX_VALUE),
                new Limits(
                        limits.decimal("errorFloor", 0, 1),
                        limits.decimal("errorSlack", 0, 1),
                        limits.decimal("latencyFactor", 1, 1_000),
                        Duration.ofMillis(limits.whole("latencySlackMillis", 0, 60_000)),
                        limits.integer("failures", 1, 100),
                        limits.integer("inconclusive", 1, 1_000)));
    }

    private static Progress progress(JsonValue json) throws MalformedValueException {
        return new Progress(
                json.oneOf("phase", Phase.class),
                json.bool("held"),
                json.integer("step", 0, Integer.MAX_VALUE),
                json.integer("failures", 0, Integer.MAX_VALUE),
                json.integer("inconclusive", 0, Integer.MAX_VALUE),
                json.instant("at"),
                json.text("why"),
                json.has("last") ? Optional.of(comparison(json.object("last"))) : Optional.empty(),
                json.has("baseline") ? Optional.of(figures(json.object("baseline"))) : Optional.empty());
    }

    private static Comparison comparison(JsonValue json) throws MalformedValueException {
        return new Comparison(
                json.instant("at"),
                json.integer("weight", 0, 10_000),
                figures(json.object("canary")),
                figures(json.object("baseline")),
                json.oneOf("compared", Baseline.class),
                json.oneOf("verdict", Comparison.Verdict.class),
                json.text("why"));
    }

    private static Figures figures(JsonValue json) throws MalformedValueException {
        return new Figures(
                json.whole("requests", 0, Long.MAX_VALUE),
                json.whole("errors", 0, Long.MAX_VALUE),
                json.decimal("p99Millis", 0, Double.MAX_VALUE));
    }
}
