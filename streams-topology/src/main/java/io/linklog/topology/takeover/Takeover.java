package io.linklog.topology.takeover;

import io.linklog.kit.kafka.KafkaCalls;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.topology.streams.ThreadNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the part of a dead instance in the groups of our applications, so that the others get its partitions at once and
 * not when its session ends. Its open transactions end too; readers of committed records would wait for them.
 *
 * <p>If the instance lives, nothing is lost: its threads are fenced, and join the group again. Thread-safe; blocks.
 */
public final class Takeover implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);

    private final Admin admin;
    private final Supplier<Set<String>> applications;

    /** @param applications the ids of the applications that run here: their groups */
    public Takeover(KafkaSettings kafka, Supplier<Set<String>> applications) {
        this.admin = Admin.create(kafka.client(Map.of()));
        this.applications = applications;
    }

    /**
     * Removes the members of an instance from all groups, and fences their producers. Harmless if there is nothing to
     * do. If Kafka does not answer, it does nothing: the session of the instance ends by itself.
     */
    public void endOf(String instance) {
        long begin = System.nanoTime();
        for (String application : applications.get()) {
            try {
                List<String> members = members(application, instance);
                if (!members.isEmpty()) {
                    end(application, members);
                    LOG.info(
                            "{} is gone: its port refuses connections. Its members {} of {} are removed, {} ms later",
                            instance,
                            members,
                            application,
                            Duration.ofNanos(System.nanoTime() - begin).toMillis());
                }
            } catch (KafkaException e) {
                LOG.warn(
                        "{} is gone, but its part in {} cannot be ended, so it ends with its session: {}",
                        instance,
                        application,
                        e.toString());
            }
        }
    }

    private List<String> members(String application, String instance) {
        return KafkaCalls.await(
                        admin.describeConsumerGroups(List.of(application)).all())
                .values()
                .stream()
                .flatMap(group -> group.members().stream())
                .map(MemberDescription::groupInstanceId)
                .flatMap(Optional::stream)
                .filter(id -> ThreadNames.isThreadOf(instance, id))
                .toList();
    }

    private void end(String application, List<String> members) {
        // the transactions first: whoever gets the partitions waits for their end
        KafkaCalls.await(admin.fenceProducers(members.stream()
                        .map(member -> ThreadNames.transactionalId(application, member))
                        .toList())
                .all());
        RemoveMembersFromConsumerGroupOptions removed = new RemoveMembersFromConsumerGroupOptions(
                members.stream().map(MemberToRemove::new).toList());
        removed.reason("its process has ended");
        try {
            KafkaCalls.await(
                    admin.removeMembersFromConsumerGroup(application, removed).all());
        } catch (UnknownMemberIdException e) {
            // another instance has removed it
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
