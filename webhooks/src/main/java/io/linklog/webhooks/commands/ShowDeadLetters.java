package io.linklog.webhooks.commands;

import io.linklog.kit.kafka.InstalledTopics;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.kafka.PurgedLinks;
import io.linklog.kit.kafka.ValueSerdes;
import io.linklog.kit.kafka.VisitPurges;
import io.linklog.kit.process.Health;
import io.linklog.schemas.VisitPurge;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.view.EventView;
import io.linklog.schemas.wire.RegistryUnavailableException;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.schemas.wire.UnreadableRecordException;
import io.linklog.webhooks.call.Caller;
import io.linklog.webhooks.call.EventReader;
import io.linklog.webhooks.call.OutgoingEvent;
import io.linklog.webhooks.hooks.Hook;
import io.linklog.webhooks.letters.LetterBox;
import io.linklog.webhooks.letters.LetterOrigin;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.SpanContext;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./linklog webhooks dead}. */
@Command(
        name = "dead",
        description = {
            "Shows the dead letters of a webhook: events that the endpoint refused, or that failed too often.",
            "",
            "--again sends them again from this machine, with the same ids. A letter with a 2xx answer is no longer"
                    + " shown. Exit code 1: some letters have no 2xx answer."
        })
final class ShowDeadLetters extends HookCommand {

    @Parameters(paramLabel = "ID", description = "The webhook; ./linklog webhooks list shows all.")
    private String id = "";

    @Option(names = "--again", description = "Send them again in order.")
    private boolean again;

    @Option(names = "--forget", description = "Show them for the last time.")
    private boolean forget;

    @Override
    int run(CommandAccess access, PrintWriter out) {
        if (again && forget) {
            throw new RefusedException(2, "Use either --again or --forget.", null);
        }
        Hook hook = access.find(id);
        try (LetterBox box = new LetterBox(access.settings().kafka(), hook)) {
            List<LetterBox.Letter> letters = box.read();
            if (letters.isEmpty()) {
                out.println("There are no dead letters of webhook " + id + ".");
                return 0;
            }
            if (again) {
                return sendAgain(access, hook, box, letters, out);
            }
            show(letters, out);
            if (forget) {
                letters.forEach(box::markHandled);
                box.commit();
            }
            return 0;
        } catch (KafkaException e) {
            throw new RefusedException(1, "Kafka does not answer: " + e.getMessage(), e);
        }
    }

    private static void show(List<LetterBox.Letter> letters, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>(List.of(List.of("TIME", "EVENT", "CODE", "WHY")));
        for (LetterBox.Letter letter : letters) {
            byte[] key = letter.record().key();
            rows.add(List.of(
                    Instant.ofEpochMilli(letter.record().timestamp())
                            .truncatedTo(ChronoUnit.SECONDS)
                            .toString(),
                    event(letter),
                    key == null ? "" : new String(key, StandardCharsets.UTF_8),
                    letter.origin().why()));
        }
        HookTable.align(rows).forEach(out::println);
    }

    private static String event(LetterBox.Letter letter) {
        LetterOrigin origin = letter.origin();
        return EventView.id(origin.topic(), origin.partition(), origin.offset());
    }

    private int sendAgain(
            CommandAccess access, Hook hook, LetterBox box, List<LetterBox.Letter> letters, PrintWriter out) {
        Set<TopicPartition> stuck = new HashSet<>();
        int sent = 0;
        try (PurgedLinks purged = links(access);
                VisitPurges purgedVisits = visits(access);
                Caller caller = new Caller(access.settings().delivery().timeout(), InstantSource.system())) {
            EventReader reader = reader(access, purged, purgedVisits);
            for (LetterBox.Letter letter : letters) {
                // letters after one that fails wait, to keep the order of each link
                if (stuck.contains(letter.partition())) {
                    continue;
                }
                String result = send(caller, reader, hook, letter);
                out.println(event(letter) + "  " + result);
                if (result.startsWith("2")) {
                    box.markHandled(letter);
                    sent++;
                } else {
                    stuck.add(letter.partition());
                }
            }
        } finally {
            box.commit();
        }
        out.println(sent + " of " + letters.size() + " letters were accepted.");
        return sent == letters.size() ? 0 : 1;
    }

    private static PurgedLinks links(CommandAccess access) {
        KafkaSettings kafka = access.settings().kafka();
        try {
            return PurgedLinks.follow(kafka, InstalledTopics.await(kafka), new SimpleMeterRegistry(), new Health());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException(1, "Interrupted.", e);
        }
    }

    private static VisitPurges visits(CommandAccess access) {
        KafkaSettings kafka = access.settings().kafka();
        try {
            return VisitPurges.follow(
                    kafka,
                    InstalledTopics.await(kafka),
                    new ValueSerdes(access.settings().registry())
                            .await(Topics.VISIT_PURGES, VisitPurge.class)
                            .deserializer(),
                    new Health());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException(1, "Interrupted.", e);
        }
    }

    private static EventReader reader(CommandAccess access, PurgedLinks purged, VisitPurges purgedVisits) {
        try {
            return EventReader.open(
                    new SchemaRegistry(access.settings().registry()),
                    purged::contains,
                    purgedVisits::contains,
                    access.settings().publicUrl());
        } catch (RegistryUnavailableException e) {
            throw new RefusedException(1, e.getMessage() + "; ./linklog status shows what runs.", e);
        }
    }

    private static String send(Caller caller, EventReader reader, Hook hook, LetterBox.Letter letter) {
        try {
            OutgoingEvent event = reader.reread(
                    letter.record(), letter.origin().source(), letter.origin().offset(), hook);
            return caller.send(hook, event.id(), event.body(), SpanContext.getInvalid())
                    .get()
                    .summary();
        } catch (UnreadableRecordException e) {
            return "not sent: " + e.getMessage();
        } catch (ExecutionException e) {
            return "no answer: " + e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException(1, "Interrupted.", e);
        }
    }
}
