package io.linklog.topology.decision;

import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.RememberedCommand;
import io.linklog.schemas.StoredLink;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.topics.CommandKey;
import io.linklog.schemas.topics.Topics;
import io.linklog.topology.codes.CountedCodes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Several partitions, with maps for stores and queues for topics. The next step is of a random partition. */
final class PartitionsModel {

    final List<LinkEvent> events = new ArrayList<>();
    final Map<String, List<LinkOutcome>> outcomes = new HashMap<>();
    final CountedCodes codes = new CountedCodes();
    private final List<Partition> partitions = new ArrayList<>();

    private final class Partition implements PartitionState {
        final Map<String, StoredLink> links = new HashMap<>();
        final Map<String, RememberedCommand> idempotency = new HashMap<>();
        final Map<String, Map<String, UrlEntry>> urls = new HashMap<>();
        final Deque<LinkCommand> commands = new ArrayDeque<>();
        final Deque<UrlChange> urlChanges = new ArrayDeque<>();
        final Ownership ownership;
        final CommandDecider decider;

        Partition(Ownership ownership) {
            this.ownership = ownership;
            this.decider = new CommandDecider(ownership, codes, LinkRules.withoutHosts(), this);
        }

        @Override
        public @Nullable StoredLink link(String name) {
            return links.get(name);
        }

        @Override
        public @Nullable RememberedCommand find(String scope, long time) {
            return idempotency.get(scope);
        }

        @Override
        public void candidates(String urlKey, Predicate<UrlEntry> taken) {
            for (UrlEntry entry : urls.getOrDefault(urlKey, Map.of()).values()) {
                if (taken.test(entry)) {
                    return;
                }
            }
        }

        void decideNext(long time) {
            LinkCommand command = commands.removeFirst();
            Effects effects = decider.decide(command, time);
            Effects.Change change = effects.change();
            if (change != null) {
                String name = LinkName.text(change.link().getLink());
                if (!ownership.owns(name)) {
                    throw new AssertionError(ownership + " changed " + name);
                }
                links.put(name, change.link());
                events.add(change.event());
            }
            for (UrlChange urlChange : effects.urlChanges()) {
                if (ownership.owns(urlChange.key())) {
                    apply(urlChange);
                } else {
                    ownerOf(urlChange.key()).urlChanges.add(urlChange);
                }
            }
            Effects.Memory memory = effects.memory();
            if (memory != null) {
                idempotency.put(memory.scope(), memory.entry());
            }
            if (effects.outcome() != null) {
                outcomes.computeIfAbsent(command.getCommandId(), id -> new ArrayList<>())
                        .add(effects.outcome());
            }
            if (effects.commandToForward() != null) {
                send(effects.commandToForward());
            }
        }

        void apply(UrlChange change) {
            Map<String, UrlEntry> ofUrl = urls.computeIfAbsent(change.key(), key -> new TreeMap<>());
            if (change.present()) {
                ofUrl.put(
                        change.code(),
                        UrlEntry.parse(change.code(), change.entry().toBytes()));
            } else {
                ofUrl.remove(change.code());
            }
        }
    }

    PartitionsModel(int count) {
        for (int p = 0; p < count; p++) {
            partitions.add(new Partition(new Ownership(p, count)));
        }
    }

    private Partition ownerOf(String key) {
        return partitions.get(Topics.partition(key, partitions.size()));
    }

    void send(LinkCommand command) {
        ownerOf(CommandKey.of(command)).commands.add(command);
    }

    /** Makes every entry of the URL index one that was written before there were digests. */
    void forgetDigests() {
        for (Partition partition : partitions) {
            partition.urls.values().forEach(entries -> entries.replaceAll((code, e) -> new UrlEntry(code, null)));
        }
    }

    /** Sends a command to a partition that may not own it. */
    void send(LinkCommand command, int partition) {
        partitions.get(partition % partitions.size()).commands.add(command);
    }

    /** One partition takes one command or one change of the URL index; false when none is left. */
    boolean step(Random random, long time) {
        List<Runnable> possible = new ArrayList<>();
        for (Partition partition : partitions) {
            if (!partition.commands.isEmpty()) {
                possible.add(() -> partition.decideNext(time));
            }
            if (!partition.urlChanges.isEmpty()) {
                possible.add(() -> partition.apply(partition.urlChanges.removeFirst()));
            }
        }
        if (possible.isEmpty()) {
            return false;
        }
        possible.get(random.nextInt(possible.size())).run();
        return true;
    }

    /** Steps until nothing is left. */
    void settle(Random random, long time) {
        int steps = 0;
        while (step(random, time)) {
            if (++steps > 100_000) {
                throw new AssertionError("commands travel in a circle");
            }
        }
    }
}
