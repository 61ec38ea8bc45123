package io.linklog.webhooks;

import io.linklog.kit.kafka.InstalledTopics;
import io.linklog.kit.kafka.PurgedLinks;
import io.linklog.kit.kafka.ValueSerdes;
import io.linklog.kit.kafka.VisitPurges;
import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.ServiceProcess;
import io.linklog.kit.service.ServiceRuntime;
import io.linklog.kit.settings.Env;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitPurge;
import io.linklog.schemas.topics.Topics;
import io.linklog.webhooks.call.EventReader;
import io.linklog.webhooks.delivery.Webhooks;

/**
 * A process that only delivers webhooks, for installations that want them apart from the projector. Where projectors
 * deliver webhooks as well, all instances share the work: a hook is one consumer group.
 */
public final class WebhooksService {

    private WebhooksService() {}

    public static void main(String[] args) {
        ServiceProcess.run(WebhooksSettings.SERVICE, WebhooksService::start);
    }

    /** Opens everything into the closer. Waits for servers that do not answer. */
    static void start(Env env, Health health, Closer closer) throws Exception {
        WebhooksSettings settings = WebhooksSettings.from(env);
        env.check();
        ServiceRuntime runtime = ServiceRuntime.start(settings.service(), health, closer);
        InstalledTopics topics = InstalledTopics.await(settings.kafka());
        ValueSerdes serdes = new ValueSerdes(settings.registry());
        VisitPurges visitPurges = closer.add(
                "visit purges",
                VisitPurges.follow(
                        settings.kafka(),
                        topics,
                        serdes.await(Topics.VISIT_PURGES, VisitPurge.class).deserializer(),
                        health));
        EventReader reader = new EventReader(
                serdes.await(Topics.LINK_EVENTS, LinkEvent.class).deserializer(),
                serdes.await(Topics.VISITS, Visit.class).deserializer(),
                closer.add("purged links", PurgedLinks.follow(settings.kafka(), topics, runtime.meters(), health))
                        ::contains,
                visitPurges::contains,
                settings.publicUrl());
        closer.add(
                "webhooks",
                new Webhooks(
                        runtime.etcd(),
                        settings.kafka(),
                        reader,
                        settings.delivery(),
                        settings.service().instanceId(),
                        runtime.tracing(),
                        runtime.meters(),
                        health));
    }
}
