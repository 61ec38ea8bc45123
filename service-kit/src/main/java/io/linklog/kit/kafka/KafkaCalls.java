package io.linklog.kit.kafka;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Waits for answers of brokers. Blocks, so it must not run on a callback thread of a client. */
public final class KafkaCalls {

    private KafkaCalls() {}

    /**
     * Waits for the result of a call.
     *
     * @throws KafkaException if the brokers refuse, or do not answer within {@link KafkaSettings#ADMIN_DEADLINE}
     */
    public static <T> T await(KafkaFuture<T> call) {
        try {
            return call.get(KafkaSettings.ADMIN_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException(
                    "The brokers did not answer within " + KafkaSettings.ADMIN_DEADLINE, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /**
     * Creates a topic, unless it exists; then it stays as it is.
     *
     * @throws KafkaException as {@link #await}
     */
    public static void createIfAbsent(Admin admin, NewTopic topic) {
        try {
            await(admin.createTopics(List.of(topic)).all());
        } catch (TopicExistsException e) {
            // by an earlier start, or by another process
        }
    }
}
