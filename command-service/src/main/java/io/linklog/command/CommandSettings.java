package io.linklog.command;

import io.linklog.command.log.CommandIds;
import io.linklog.command.log.ProducerSettings;
import io.linklog.kit.http.HttpSettings;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.service.ServiceSettings;
import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.SchemaRegistryEnv;
import io.linklog.schemas.rules.LongUrls;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.SchemaRegistry;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Everything that can be set.
 *
 * @param ownHosts hosts of our own short links; a link to one could redirect for ever
 * @param replyPartition of {@code link-outcomes} that this instance reads, before it is reduced to the number there is
 * @param defaultWait for an outcome when the caller does not say
 * @param slugWait for query-service to say that a slug is taken; zero: it is not asked
 * @param commandsWaiting the most commands whose outcome is waited for at once
 * @param producer of {@code link-commands}
 * @param batches the most batches at once; each takes two threads
 */
public record CommandSettings(
        ServiceSettings service,
        KafkaSettings kafka,
        SchemaRegistry.Settings registry,
        HttpSettings http,
        Set<String> ownHosts,
        int replyPartition,
        Duration defaultWait,
        Duration slugWait,
        int commandsWaiting,
        ProducerSettings producer,
        int batches,
        Duration batchPatience) {

    static final String SERVICE = "command-service";

    /** Reads them; mistakes are reported by {@link Env#check()}. */
    public static CommandSettings from(Env env) {
        HttpSettings http = HttpSettings.from(env, 8081, SERVICE);
        int replyPartition = env.integer(
                "LINKLOG_REPLY_PARTITION",
                -1,
                -1,
                CommandIds.MOST_PARTITIONS,
                "partition of link-outcomes this instance reads; -1: chosen by its id");
        return new CommandSettings(
                ServiceSettings.withHttp(env, SERVICE, http.port(), 9081),
                KafkaSettings.from(env),
                SchemaRegistryEnv.from(env),
                http,
                ownHosts(env, http),
                replyPartition >= 0 ? replyPartition : Topics.partition(http.instanceId(), CommandIds.MOST_PARTITIONS),
                env.duration(
                        "LINKLOG_COMMAND_WAIT", Duration.ofSeconds(5), "wait for an outcome when Prefer does not say"),
                env.duration(
                        "LINKLOG_SLUG_WAIT",
                        Duration.ofMillis(100),
                        Duration.ZERO,
                        Duration.ofSeconds(5),
                        "wait for query-service to say that a slug is taken, before the log is asked; 0: never ask"),
                env.integer(
                        "LINKLOG_COMMANDS_WAITING",
                        20_000,
                        1,
                        10_000_000,
                        "most commands waiting for an outcome; more are answered 503"),
                new ProducerSettings(
                        env.integer(
                                "LINKLOG_PRODUCER_BUFFER",
                                32 * 1024 * 1024,
                                64 * 1024,
                                Integer.MAX_VALUE,
                                "bytes of commands the broker does not have yet; when full, 503 at once"),
                        env.duration(
                                "LINKLOG_PRODUCER_LINGER", Duration.ZERO, "wait for more commands before sending some"),
                        env.duration(
                                "LINKLOG_PRODUCER_DELIVERY_TIMEOUT",
                                Duration.ofSeconds(8),
                                "after which an unconfirmed command is given up with 503")),
                env.integer("LINKLOG_BATCHES", 8, 1, 1_000, "most batches at once; more are answered 503"),
                env.duration(
                        "LINKLOG_BATCH_PATIENCE",
                        Duration.ofSeconds(60),
                        "with a batch that neither sends a line nor takes a result"));
    }

    private static Set<String> ownHosts(Env env, HttpSettings http) {
        Set<String> hosts = new LinkedHashSet<>();
        hosts.add(http.publicUrl().getHost().toLowerCase(Locale.ROOT));
        env.optional("LINKLOG_OWN_HOSTS", "more hosts that serve our short links, comma-separated")
                .ifPresent(list -> {
                    for (String host : list.split(",", -1)) {
                        LongUrls.host("http://" + host.strip()).ifPresent(hosts::add);
                    }
                });
        return Set.copyOf(hosts);
    }
}
