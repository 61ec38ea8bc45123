package io.linklog.query.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.query.TestLinks;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Runs the steps of log, tail, projector, Cassandra, evictions and visitors in random order. A load and a sample of the
 * log's end take two steps each; other steps can happen in between.
 */
class LinkLookupTest {

    @Property(tries = 3_000)
    void answersAreNeverOlderThanConfirmedVersionsAndACreatedCodeIsNeverAbsent(
            @ForAll @Size(max = 150) List<@IntRange(min = 0, max = 899) Integer> steps) {
        World world = new World(1_000);
        steps.forEach(world::step);
        world.settle();
        world.assertNewestVersions();
        assertThat(world.unavailable).isZero();
    }

    @Property(tries = 3_000)
    void anOverflowingOverlayMakesAnswersUnavailableButNeverAbsentOrStaleLater(
            @ForAll @Size(max = 150) List<@IntRange(min = 0, max = 899) Integer> steps) {
        World world = new World(2);
        steps.forEach(world::step);
        world.settle();
        world.assertNewestVersions();
    }

    @Example
    void aLinkInTheLogIsFoundWithoutTheStore() {
        World world = new World(1_000);
        world.append("a");
        CompletableFuture<Optional<KnownLink>> found = world.lookup.find("a", SpanContext.getInvalid());
        world.storeFails();
        assertThat(found).isNotDone();
        world.answerEverything();
        world.tailReads(Topics.partition("a", World.PARTITIONS));
        assertThat(found.join().orElseThrow().name()).isEqualTo("a");
    }

    @Example
    void aLinkThatIsNotInTheLogIsUnavailableWithoutTheStore() {
        World world = new World(1_000);
        CompletableFuture<Optional<KnownLink>> found = world.lookup.find("a", SpanContext.getInvalid());
        world.storeFails();
        world.answerEverything();
        assertThat(found)
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingRootCause()
                .withMessageContaining("Linklog is waiting for its store");
    }

    @Example
    void aPurgedLinkIsAbsentFromMemoryAndStoreAlike() {
        World world = new World(1_000);
        world.append("a");
        world.settle();
        LinkEvent purge = TestLinks.delete(world.newest.get("a"));
        purge.getLink().setPurged(true);
        world.lookup.apply(Topics.partition("a", World.PARTITIONS), 1_000, purge);
        assertThat(world.lookup.peek("a")).isNull();
        assertThat(world.lookup.find("a", SpanContext.getInvalid()).join()).isEmpty();
        assertThat(world.lookup.findOf("default", "a", SpanContext.getInvalid()).join())
                .isEmpty();
        assertThat(world.lookup
                        .findWithoutCaching("a", SpanContext.getInvalid())
                        .join())
                .isEmpty();
    }

    @Example
    void anotherTenantsLinkIsAbsentAfterTheSameWorkAsForACodeThatNobodyHas() {
        World world = new World(1_000);
        world.append("a");
        world.settle();
        assertThat(world.lookup.findOf("default", "a", SpanContext.getInvalid()).join())
                .isPresent();
        world.assertAbsentForAnotherTenant("b");
        world.assertAbsentForAnotherTenant("a");
        world.cache.evict("a");
        world.assertAbsentForAnotherTenant("a");
    }

    @Example
    void anotherTenantsLinkIsAsUnavailableWithoutTheStoreAsACodeThatNobodyHas() {
        World world = new World(1_000);
        world.append("a");
        world.settle();
        for (String code : List.of("a", "b")) {
            CompletableFuture<Optional<KnownLink>> found =
                    world.lookup.findOf("team-b", code, SpanContext.getInvalid());
            world.storeFails();
            world.answerEverything();
            assertThat(found)
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .havingRootCause()
                    .withMessageContaining("Linklog is waiting for its store");
        }
    }

    private static final class World {
        private static final int PARTITIONS = 2;
        private static final List<String> CODES = List.of("a", "b", "c", "d");

        private final List<List<LinkEvent>> log = new ArrayList<>();
        private final int[] read = new int[PARTITIONS];
        private final int[] projected = new int[PARTITIONS];
        private final int[] unpinned = new int[PARTITIONS];
        private final Map<String, Link> cassandra = new HashMap<>();
        private final Map<String, Link> newest = new HashMap<>();
        private final Map<String, Long> confirmed = new HashMap<>();
        private final List<Load> loads = new ArrayList<>();
        private final List<Sample> samples = new ArrayList<>();
        private final List<CompletableFuture<?>> questions = new ArrayList<>();
        private final boolean overflows;
        private final Overlay overlay;
        private final LinkCache cache = new LinkCache(1_000);
        private final LogFence fence;
        private final LinkLookup lookup;
        private int unavailable;

        private static final class Load {
            final String code;
            final CompletableFuture<Optional<Link>> answer = new CompletableFuture<>();
            Optional<Link> seen;

            Load(String code) {
                this.code = code;
            }
        }

        private static final class Sample {
            final CompletableFuture<long[]> answer = new CompletableFuture<>();
            long[] seen;
        }

        World(int overlayCapacity) {
            for (int i = 0; i < PARTITIONS; i++) {
                log.add(new ArrayList<>());
            }
            overflows = overlayCapacity < 1_000;
            overlay = new Overlay(PARTITIONS, overlayCapacity);
            fence = new LogFence(
                    PARTITIONS,
                    () -> {
                        Sample sample = new Sample();
                        samples.add(sample);
                        return sample.answer;
                    },
                    Duration.ofHours(1),
                    () -> 0);
            lookup = new LinkLookup(
                    overlay,
                    cache,
                    (code, trace) -> {
                        Load load = new Load(code);
                        loads.add(load);
                        return load.answer;
                    },
                    fence,
                    PARTITIONS,
                    new LookupMetrics(new SimpleMeterRegistry()));
        }

        void step(int number) {
            int which = number / 9;
            String code = CODES.get(which % CODES.size());
            int partition = which % PARTITIONS;
            switch (number % 9) {
                case 0 -> append(code);
                case 1 -> tailReads(partition);
                case 2 -> projectorWrites(partition);
                case 3 -> unpin(partition);
                case 4 -> cache.evict(code);
                case 5 -> ask(code);
                case 6 -> cassandraReads(which);
                case 7 -> cassandraAnswers(which);
                case 8 -> kafkaAnswers(which);
                default -> throw new AssertionError(number);
            }
        }

        private void append(String code) {
            Link before = newest.get(code);
            LinkEvent event = before == null
                    ? TestLinks.create(TestLinks.link(code, "https://example.org/1"))
                    : TestLinks.edit(before, link -> {});
            newest.put(code, event.getLink());
            log.get(Topics.partition(code, PARTITIONS)).add(event);
        }

        private void tailReads(int partition) {
            if (read[partition] < log.get(partition).size()) {
                LinkEvent event = log.get(partition).get(read[partition]);
                lookup.apply(partition, read[partition], event);
                confirmed.put(event.getLink().getCode(), event.getLink().getVersion());
                read[partition]++;
                fence.advance(partition, read[partition]);
            }
        }

        private void projectorWrites(int partition) {
            if (projected[partition] < log.get(partition).size()) {
                Link link = log.get(partition).get(projected[partition]).getLink();
                cassandra.put(link.getCode(), link);
                projected[partition]++;
            }
        }

        private void unpin(int partition) {
            unpinned[partition] = projected[partition];
            overlay.unpin(partition, projected[partition]);
        }

        private void ask(String code) {
            boolean exists = newest.containsKey(code);
            long atLeast = confirmed.getOrDefault(code, 0L);
            questions.add(lookup.find(code, SpanContext.getInvalid()).handle((found, error) -> {
                if (error != null) {
                    unavailable++;
                    assertThat(error).hasRootCauseInstanceOf(UnavailableException.class);
                } else if (found.isEmpty()) {
                    assertThat(exists)
                            .as("%s answered as absent although the log has it", code)
                            .isFalse();
                } else if (!overflows) {
                    assertThat(found.get().version()).isGreaterThanOrEqualTo(atLeast);
                }
                return null;
            }));
        }

        private void cassandraReads(int which) {
            if (!loads.isEmpty()) {
                Load load = loads.get(which % loads.size());
                if (load.seen == null) {
                    load.seen = Optional.ofNullable(cassandra.get(load.code));
                }
            }
        }

        private void cassandraAnswers(int which) {
            if (!loads.isEmpty()) {
                int index = which % loads.size();
                cassandraReads(index);
                Load load = loads.remove(index);
                load.answer.complete(load.seen);
            }
        }

        private void storeFails() {
            loads.remove(0).answer.completeExceptionally(new IllegalStateException("no node is up"));
        }

        private void kafkaAnswers(int which) {
            if (samples.isEmpty()) {
                return;
            }
            int index = which % samples.size();
            Sample sample = samples.get(index);
            if (sample.seen == null) {
                sample.seen = log.stream().mapToLong(List::size).toArray();
                return;
            }
            samples.remove(index);
            sample.answer.complete(sample.seen);
        }

        /** Completes all pending work. */
        void settle() {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                while (read[partition] < log.get(partition).size()) {
                    tailReads(partition);
                }
                while (projected[partition] < log.get(partition).size()) {
                    projectorWrites(partition);
                }
                unpin(partition);
            }
            answerEverything();
            for (CompletableFuture<?> question : questions) {
                assertThat(question).isDone();
                question.join();
            }
            questions.clear();
        }

        /** Checks twice: with the current cache and with an empty one. */
        void assertNewestVersions() {
            for (boolean emptied : new boolean[] {false, true}) {
                for (String code : CODES) {
                    if (emptied) {
                        cache.evict(code);
                    }
                    var question = lookup.find(code, SpanContext.getInvalid());
                    answerEverything();
                    Optional<KnownLink> found = question.join();
                    Link expected = newest.get(code);
                    assertThat(found.map(KnownLink::version).orElse(0L))
                            .isEqualTo(expected == null ? 0L : expected.getVersion());
                }
            }
        }

        void assertAbsentForAnotherTenant(String code) {
            CompletableFuture<Optional<KnownLink>> found = lookup.findOf("team-b", code, SpanContext.getInvalid());
            assertThat(found).isNotDone();
            assertThat(loads).hasSize(1);
            assertThat(samples).isEmpty();
            cassandraAnswers(0);
            assertThat(found).isNotDone();
            assertThat(samples).hasSize(1);
            answerEverything();
            assertThat(found.join()).isEmpty();
        }

        private void answerEverything() {
            while (!loads.isEmpty() || !samples.isEmpty()) {
                cassandraAnswers(0);
                kafkaAnswers(0);
            }
        }
    }
}
