package io.linklog.command;

import io.linklog.command.log.CommandIds;
import io.linklog.command.log.ProducerSettings;
import io.linklog.command.pages.PageSettings;
import io.linklog.kit.blocked.BlockedSettings;
import io.linklog.kit.http.HttpSettings;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.service.ServiceSettings;
import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.SchemaRegistryEnv;
import io.linklog.kit.settings.SlugEnv;
import io.linklog.kit.settings.StateFolder;
import io.linklog.kit.targets.TargetSettings;
import io.linklog.schemas.names.SlugRules;
import io.linklog.schemas.rules.DomainRules;
import io.linklog.schemas.rules.LongUrls;
import io.linklog.schemas.targets.OwnHosts;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The settings of command-service.
 *
 * @param edgePort the port of the edge on this machine
 * @param replyPartition partition of {@code link-outcomes} that this instance reads, before the modulo by the number of
 *     partitions
 * @param defaultWait maximum wait for an outcome, unless the caller sets one
 * @param slugWait maximum wait for the slug look-up in query-service; zero disables the look-up
 * @param commandsWaiting maximum number of commands that wait for an outcome at once
 * @param producer settings of the producer of {@code link-commands}
 * @param batches maximum number of batches at once; each takes two threads
 * @param pages whether and how often the targets of links are called
 * @param slugs what new slugs may be
 * @param domains the file that holds the last known domains; no other process may write it
 */
public record CommandSettings(
        ServiceSettings service,
        KafkaSettings kafka,
        SchemaRegistry.Settings registry,
        HttpSettings http,
        int edgePort,
        int replyPartition,
        Duration defaultWait,
        Duration slugWait,
        int commandsWaiting,
        ProducerSettings producer,
        int batches,
        Duration batchPatience,
        BlockedSettings blockedTargets,
        TargetSettings targets,
        PageSettings pages,
        SlugRules slugs,
        Path domains) {

    static final String SERVICE = "command-service";

    /** Reads the settings. {@link Env#check()} reports mistakes. */
    public static CommandSettings from(Env env) {
        HttpSettings http = HttpSettings.from(env, 8081, SERVICE);
        Path folder = StateFolder.from(env).resolve(http.instanceId());
        int replyPartition = env.integer(
                "LINKLOG_REPLY_PARTITION",
                -1,
                -1,
                CommandIds.MOST_PARTITIONS,
                "partition of link-outcomes that this instance reads; -1 derives it from the instance id");
        return new CommandSettings(
                ServiceSettings.withHttp(env, SERVICE, http.port(), 9081),
                KafkaSettings.from(env),
                SchemaRegistryEnv.from(env),
                http,
                env.integer(
                        "LINKLOG_EDGE_PORT",
                        8080,
                        1,
                        65_535,
                        "port of the edge; with it, a target on localhost is refused, because it could be a loop"),
                replyPartition >= 0 ? replyPartition : Topics.partition(http.instanceId(), CommandIds.MOST_PARTITIONS),
                env.duration(
                        "LINKLOG_COMMAND_WAIT",
                        Duration.ofSeconds(5),
                        "maximum wait for an outcome, unless the header Prefer sets one"),
                env.duration(
                        "LINKLOG_SLUG_WAIT",
                        Duration.ofMillis(100),
                        Duration.ZERO,
                        Duration.ofSeconds(5),
                        "maximum wait for the slug look-up in query-service before a create; 0 disables it"),
                env.integer(
                        "LINKLOG_COMMANDS_WAITING",
                        20_000,
                        1,
                        10_000_000,
                        "maximum number of commands that wait for an outcome, of which one client gets a share;"
                                + " more are answered 503"),
                ProducerSettings.from(env),
                env.integer("LINKLOG_BATCHES", 8, 1, 1_000, "maximum number of batches at once; more are answered 503"),
                env.duration(
                        "LINKLOG_BATCH_PATIENCE",
                        Duration.ofSeconds(60),
                        "time after which a batch that sends no line and reads no result is disconnected"),
                BlockedSettings.from(env, folder),
                TargetSettings.from(env),
                PageSettings.from(env),
                SlugEnv.rules(env),
                folder.resolve("domains.json"));
    }

    /** @param domains the short domains beside the default one, which change with time */
    public OwnHosts ownHosts(Predicate<String> domains) {
        return OwnHosts.with(http.publicUrl(), service.listen().linkHosts(), Set.of(edgePort), domains);
    }

    /** @param targets the rule for targets of links */
    DomainRules domainRules(LongUrls targets) {
        return new DomainRules(service.listen().hosts(), targets);
    }
}
