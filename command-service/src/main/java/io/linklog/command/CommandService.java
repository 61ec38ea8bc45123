package io.linklog.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.kit.http.Addressee;
import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.Json;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.AdminServer;
import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.ServiceProcess;
import io.linklog.kit.process.Startup;
import io.linklog.kit.registration.ServiceRegistration;
import io.linklog.kit.settings.Env;
import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.balance.RingHash;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.http.MeshHttpClient;
import io.linklog.mesh.registry.DirectorySettings;
import io.linklog.mesh.registry.ServiceDirectory;
import io.linklog.mesh.route.RouteBook;
import io.linklog.mesh.route.RoutedInstances;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.topics.TopicInstaller;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/** Takes requests to change, writes them to the log as commands, answers with what became of them. */
public final class CommandService {

    private CommandService() {}

    /** Runs until it is stopped. */
    public static void main(String[] args) {
        ServiceProcess.run(CommandSettings.SERVICE, CommandService::start);
    }

    static void start(Env env, Health health, Closer closer) throws Exception {
        CommandSettings settings = CommandSettings.from(env);
        env.check();
        KafkaSettings kafka = settings.kafka();
        String kafkaName = "Kafka at " + kafka.bootstrapServers();
        AdminServer admin = closer.add("admin", new AdminServer(settings.adminPort(), health));
        Tracing tracing = closer.add("tracing", Tracing.open(settings.tracing(), admin.metrics()));
        KafkaSpans spans = new KafkaSpans(tracing);
        Etcd etcd = closer.add("etcd", new Etcd(settings.etcd()));
        ServiceRegistration.start(etcd, settings.registration(), admin.metrics(), health, closer);
        SchemaRegistry registry = new SchemaRegistry(settings.registry());

        Startup.await(kafkaName, () -> installTopics(kafka));
        String registryName = "the schema registry at " + settings.registry().urls();
        var commands = Startup.await(
                registryName, () -> AvroSerde.ofValues(Topics.LINK_COMMANDS, LinkCommand.class, registry));
        var results = Startup.await(
                registryName, () -> AvroSerde.ofValues(Topics.LINK_OUTCOMES, LinkOutcome.class, registry));

        // closed in reverse order: server (requests under way end), producer (flushes), outcomes, executor, calls to
        // query-service, registration, etcd, tracing, admin
        ServiceDirectory readers = closer.add(
                "directory",
                new ServiceDirectory(etcd, DirectorySettings.all().only(EarlyAnswers.ASKED), admin.metrics()));
        RouteBook routes = closer.add("routes", new RouteBook(etcd, admin.metrics()));
        MeshHttpClient mesh = closer.add(
                "calls",
                new MeshHttpClient(
                        new RoutedInstances(readers::instances, routes),
                        service -> new RingHash(), // as the edge reads: one instance a code, so that caches add up
                        EarlyAnswers.calling(settings.slugWait()),
                        admin.metrics()));
        AnswerThreads executor = closer.add("answers", new AnswerThreads());
        Outcomes outcomes = closer.add(
                "outcomes",
                Startup.await(
                        kafkaName,
                        () -> new Outcomes(
                                kafka,
                                settings.replyPartition(),
                                results.deserializer(),
                                executor,
                                settings.commandsWaiting(),
                                spans,
                                health)));
        CommandLog log = closer.add(
                "command log",
                Startup.await(
                        kafkaName,
                        () -> new CommandLog(kafka, settings.producer(), commands.serializer(), spans, health)));

        if (Math.max(log.partitions(), outcomes.partitions()) > CommandIds.MOST_PARTITIONS) {
            throw new IllegalStateException("A topic has at most " + CommandIds.MOST_PARTITIONS
                    + " partitions, because command ids have room for no more");
        }

        Answers answers = new Answers(settings.http().publicUrl());
        Submissions submissions = new Submissions(
                new CommandIds(new SecureRandom()::nextLong),
                log,
                outcomes,
                answers,
                outcomes.partition(),
                Clock.systemUTC(),
                executor);
        ObjectMapper json = Json.mapper();
        LinkRequests requests = new LinkRequests(new LinkRules(settings.ownHosts()));
        EarlyAnswers early = new EarlyAnswers(mesh, settings.slugWait(), json, executor, tracing, admin.metrics());
        CommandApi api = new CommandApi(submissions, early, requests, settings.defaultWait());
        CommandStatus status = closer.add(
                "status",
                new CommandStatus(
                        outcomes,
                        answers,
                        Math.min(log.partitions(), outcomes.partitions()),
                        Clock.systemUTC(),
                        () -> new CommandHistory(kafka, commands.deserializer(), results.deserializer())));
        Batches batches = new Batches(submissions, requests, json, settings.batches(), settings.batchPatience());
        Metrics metrics = closer.add("metrics", new Metrics(admin.metrics(), log, outcomes, batches));
        closer.add("http", HttpApi.start(settings.http().port(), json, tracing, config -> {
            SlowBodies.keepFromThreads(config);
            metrics.addTo(config.routes);
            Addressee.check(
                    config.routes, CommandSettings.SERVICE, settings.http().instanceId());
            api.addTo(config.routes);
            batches.addTo(config.routes);
            status.addTo(config.routes);
        }));
        closer.add("batches", batches);
    }

    private static boolean installTopics(KafkaSettings kafka) {
        try (Admin admin = Admin.create(kafka.client(Map.of()))) {
            new TopicInstaller(admin, kafka.partitions(), kafka.replicationFactor())
                    .install(KafkaSettings.ADMIN_DEADLINE);
            return true;
        }
    }
}
