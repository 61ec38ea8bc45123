package io.linklog.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.RoutesConfig;
import io.linklog.command.blocked.BlockedTargetsApi;
import io.linklog.command.domains.DomainsApi;
import io.linklog.command.keys.KeysApi;
import io.linklog.command.webhooks.LogQuestions;
import io.linklog.command.webhooks.WebhooksApi;
import io.linklog.kit.process.Closer;
import io.linklog.mesh.blocked.BlockedTargetStore;
import io.linklog.mesh.domains.DomainStore;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.keys.ApiKeyStore;
import io.linklog.schemas.rules.LongUrls;
import io.linklog.webhooks.hooks.HookStore;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Executor;

/** The calls with which admins change what lies in etcd. */
record AdminApis(KeysApi keys, DomainsApi domains, WebhooksApi webhooks, BlockedTargetsApi blockedTargets) {

    /**
     * Opens what they need into the closer.
     *
     * @param targets the rule for targets of domains
     * @param executor renders the answers
     */
    static AdminApis open(
            CommandSettings settings,
            LongUrls targets,
            Etcd etcd,
            ObjectMapper json,
            Executor executor,
            Closer closer) {
        Clock clock = Clock.systemUTC();
        return new AdminApis(
                new KeysApi(new ApiKeyStore(etcd, new SecureRandom(), clock), json, executor),
                new DomainsApi(new DomainStore(etcd, settings.domainRules(targets)::mistake, clock), json, executor),
                new WebhooksApi(
                        new HookStore(etcd),
                        closer.add("questions about webhooks", new LogQuestions(settings.kafka())),
                        json,
                        executor),
                new BlockedTargetsApi(new BlockedTargetStore(etcd, clock), json, executor));
    }

    void addTo(RoutesConfig routes) {
        keys.addTo(routes);
        domains.addTo(routes);
        webhooks.addTo(routes);
        blockedTargets.addTo(routes);
    }
}
