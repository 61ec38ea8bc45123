package io.linklog.topology;

import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.RememberedCommand;
import io.linklog.schemas.StoredLink;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.topics.CommandKey;
import io.linklog.schemas.topics.Topics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Several partitions with maps for stores and queues for topics; which of them moves next is up to chance. */
final class PartitionsModel {

    final List<LinkEvent> events = new ArrayList<>();
    final Map<String, List<LinkOutcome>> outcomes = new HashMap<>();
    final CountedCodes codes = new CountedCodes();
    private final List<Partition> partitions = new ArrayList<>();

    private final class Partition implements PartitionState {
        final Map<String, StoredLink> links = new HashMap<>();
        final Map<String, RememberedCommand> remembered = new HashMap<>();
        final Map<String, Set<String>> urls = new HashMap<>();
        final Deque<LinkCommand> commands = new ArrayDeque<>();
        final Deque<UrlIndex.Change> urlChanges = new ArrayDeque<>();
        final Ownership ownership;
        final CommandDesk desk;

        Partition(Ownership ownership) {
            this.ownership = ownership;
            this.desk = new CommandDesk(ownership, codes, new LinkRules(Set.of()), this);
        }

        @Override
        public @Nullable StoredLink link(String code) {
            return links.get(code);
        }

        @Override
        public @Nullable RememberedCommand remembered(String scope, long time) {
            return remembered.get(scope);
        }

        @Override
        public List<String> candidates(String urlKey) {
            return List.copyOf(urls.getOrDefault(urlKey, Set.of()));
        }

        void decideNext(long time) {
            LinkCommand command = commands.removeFirst();
            Effects effects = desk.decide(command, time);
            if (effects.link() != null) {
                String code = effects.link().getLink().getCode();
                if (!ownership.owns(code)) {
                    throw new AssertionError(ownership + " changed " + code);
                }
                links.put(code, effects.link());
                events.add(effects.event());
            }
            for (UrlIndex.Change change : effects.urlChanges()) {
                if (ownership.owns(change.key())) {
                    apply(change);
                } else {
                    ownerOf(change.key()).urlChanges.add(change);
                }
            }
            if (effects.scope() != null) {
                remembered.put(effects.scope(), effects.remembered());
            }
            if (effects.outcome() != null) {
                outcomes.computeIfAbsent(command.getCommandId(), id -> new ArrayList<>())
                        .add(effects.outcome());
            }
            if (effects.passedOn() != null) {
                send(effects.passedOn());
            }
        }

        void apply(UrlIndex.Change change) {
            Set<String> ofUrl = urls.computeIfAbsent(change.key(), key -> new TreeSet<>());
            if (change.added()) {
                ofUrl.add(change.code());
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

    /** Sends a command where it may not belong. */
    void send(LinkCommand command, int partition) {
        partitions.get(partition % partitions.size()).commands.add(command);
    }

    /** One thing happens somewhere; false when there is nothing left to happen. */
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

    /** All that is under way comes to its end. */
    void settle(Random random, long time) {
        int steps = 0;
        while (step(random, time)) {
            if (++steps > 100_000) {
                throw new AssertionError("commands go round and round");
            }
        }
    }
}
