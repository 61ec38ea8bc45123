package io.linklog.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.command.answer.OutcomeAnswers;
import io.linklog.command.api.CommandApi;
import io.linklog.command.api.CommandStatusApi;
import io.linklog.command.batch.BatchApi;
import io.linklog.command.log.CommandIds;
import io.linklog.command.log.CommandLookUps;
import io.linklog.command.pages.LinkCheckApi;
import io.linklog.command.pages.Pages;
import io.linklog.command.pages.TitleFetches;
import io.linklog.command.reads.LinkReader;
import io.linklog.command.reads.QueryClient;
import io.linklog.command.request.LinkRequests;
import io.linklog.command.submit.SlugLookup;
import io.linklog.command.submit.Submissions;
import io.linklog.command.submit.Submitter;
import io.linklog.kit.blocked.BlockedTargets;
import io.linklog.kit.http.Json;
import io.linklog.kit.kafka.InstalledTopics;
import io.linklog.kit.kafka.PurgedLinks;
import io.linklog.kit.passwords.PasswordThreads;
import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.ServiceProcess;
import io.linklog.kit.service.ServiceRuntime;
import io.linklog.kit.settings.Env;
import io.linklog.mesh.domains.DomainBook;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.rules.LongUrls;
import io.linklog.schemas.targets.TargetCheck;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/** Accepts requests to change links, writes them to the log as commands, and answers with their outcomes. */
public final class CommandService {

    private CommandService() {}

    /** Runs the service until it is stopped. */
    public static void main(String[] args) {
        ServiceProcess.run(CommandSettings.SERVICE, CommandService::start);
    }

    /** Opens everything into the closer. Returns when the port is open. Waits for servers that do not answer yet. */
    static void start(Env env, Health health, Closer closer) throws Exception {
        start(env, health, closer, Pages.Network.PUBLIC);
    }

    /** @param network in which the targets of links are called */
    static void start(Env env, Health health, Closer closer, Pages.Network network) throws Exception {
        CommandSettings settings = CommandSettings.from(env);
        env.check();
        ServiceRuntime runtime = ServiceRuntime.start(settings.service(), health, closer);
        InstalledTopics installed = InstalledTopics.await(settings.kafka());
        CommandTopics topics = CommandTopics.open(settings, runtime, health, closer);
        DomainBook domains =
                closer.add("domains", new DomainBook(runtime.etcd(), settings.domains(), runtime.meters()));
        PurgedLinks purged =
                closer.add("purged links", PurgedLinks.follow(settings.kafka(), installed, runtime.meters(), health));
        OutcomeAnswers answers = new OutcomeAnswers(settings.http().publicUrl(), purged::contains);
        Submissions submissions = new Submissions(
                new CommandIds(new SecureRandom()::nextLong),
                topics.log(),
                topics.outcomes(),
                runtime.places(
                        "waiting",
                        "commands that wait for their outcome (LINKLOG_COMMANDS_WAITING)",
                        settings.commandsWaiting()),
                answers,
                domains::find,
                Clock.systemUTC(),
                topics.answerThreads());
        ObjectMapper json = Json.mapper();
        TargetCheck targets = targets(settings, domains, runtime, health, closer);
        LongUrls longUrls = settings.targets().rule(targets);
        LinkRequests requests = new LinkRequests(
                new LinkRules(longUrls).withSlugs(settings.slugs()),
                closer.add("password hashes", PasswordThreads.open(runtime)),
                topics.answerThreads(),
                settings.pages().isOn(),
                Clock.systemUTC());
        Optional<Pages> pages = Pages.open(settings.pages(), network, targets, runtime, closer);
        Submitter submitter = TitleFetches.open(submissions, requests, pages, json, runtime, closer);
        QueryClient queries = QueryClient.open(runtime, closer);
        SlugLookup slugLookup = SlugLookup.open(queries, settings.slugWait(), json, topics.answerThreads(), runtime);
        LinkReader reader = new LinkReader(queries, json);
        CommandApi api = new CommandApi(submitter, slugLookup, requests, reader, settings.defaultWait());
        CommandStatusApi status = new CommandStatusApi(
                topics.outcomes(),
                closer.add("look-ups", topics.openLookUps(health)),
                runtime.places("commands", "look-ups of commands", CommandLookUps.MOST_WAITING),
                answers,
                topics.partitions(),
                Clock.systemUTC(),
                topics.answerThreads());
        BatchApi batches =
                new BatchApi(submitter, requests, json, settings.batches(), settings.batchPatience(), runtime);
        LinkCheckApi checks = new LinkCheckApi(reader, pages, settings.pages().most(), topics.answerThreads(), runtime);
        AdminApis admins = AdminApis.open(settings, longUrls, runtime.etcd(), json, topics.answerThreads(), closer);
        closer.add("metrics", new CommandMetrics(runtime.meters(), topics.log(), topics.outcomes(), batches));
        closer.add("HTTP server", runtime.serve(settings.http().port(), json, config -> {
            api.addTo(config.routes);
            batches.addTo(config.routes);
            status.addTo(config.routes);
            checks.addTo(config.routes);
            admins.addTo(config.routes);
        }));
        closer.add("batches", batches);
    }

    private static TargetCheck targets(
            CommandSettings settings, DomainBook domains, ServiceRuntime runtime, Health health, Closer closer)
            throws InterruptedException {
        return settings.ownHosts(name -> domains.find(name) != null)
                .and(BlockedTargets.follow(
                        settings.blockedTargets(), runtime.etcd(), runtime.meters(), health, closer));
    }
}
