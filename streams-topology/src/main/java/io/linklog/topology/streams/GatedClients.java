package io.linklog.topology.streams;

import io.linklog.kit.kafka.WaitingPartitions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * The clients of an application whose main consumers read only what a {@link PartitionGate} lets them read, and whose
 * producers have the names of {@link ThreadNames}. A record that cannot be read yet is given to nobody: its partition
 * waits, alone.
 *
 * <p>Kafka Streams cannot pause a single task. It pauses and resumes partitions of its main consumer itself, when a
 * buffer is full or a store is being restored; this class stands between both and keeps closed partitions paused.
 */
public final class GatedClients implements KafkaClientSupplier {

    private final PartitionGate gate;
    private final String application;
    private final String instance;
    private final Predicate<ConsumerRecord<byte[], byte[]>> mustWait;

    /**
     * @param settings of the application; they name it, and the instance as a member of its group, and may have
     *     {@link UnknownSchemas}
     */
    public GatedClients(PartitionGate gate, Properties settings) {
        this.gate = gate;
        this.application = required(settings, StreamsConfig.APPLICATION_ID_CONFIG);
        this.instance = required(settings, StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG));
        this.mustWait =
                settings.get(UnknownSchemas.SETTING) instanceof UnknownSchemas unknown ? unknown : record -> false;
    }

    private static String required(Properties settings, String name) {
        return Objects.requireNonNull(settings.getProperty(name), name);
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new KafkaProducer<>(named(config), new ByteArraySerializer(), new ByteArraySerializer());
    }

    Map<String, Object> named(Map<String, Object> config) {
        Map<String, Object> named = new HashMap<>(config);
        named.computeIfPresent(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                (key, made) -> ThreadNames.transactionalId(application, instance, made.toString()));
        return named;
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return gated(consumer(config), gate, mustWait, System::nanoTime);
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return consumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return consumer(config);
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @SuppressWarnings("unchecked")
    static Consumer<byte[], byte[]> gated(
            Consumer<byte[], byte[]> consumer,
            PartitionGate gate,
            Predicate<ConsumerRecord<byte[], byte[]>> mustWait,
            LongSupplier nanoTime) {
        GatedConsumer gated = new GatedConsumer(consumer, gate, mustWait, nanoTime);
        return (Consumer<byte[], byte[]>) Proxy.newProxyInstance(
                GatedClients.class.getClassLoader(), new Class<?>[] {Consumer.class}, gated::invoke);
    }

    /** Confined to the thread of its consumer, but for {@code wakeup}. */
    private static final class GatedConsumer {
        private final Consumer<byte[], byte[]> consumer;
        private final PartitionGate gate;
        // paused by Kafka Streams
        private final Set<TopicPartition> paused = new HashSet<>();
        // paused because the gate is closed, or because the next record must wait
        private final Set<TopicPartition> held = new HashSet<>();
        private final Predicate<ConsumerRecord<byte[], byte[]>> mustWait;
        private final WaitingPartitions waiting;

        GatedConsumer(
                Consumer<byte[], byte[]> consumer,
                PartitionGate gate,
                Predicate<ConsumerRecord<byte[], byte[]>> mustWait,
                LongSupplier nanoTime) {
            this.consumer = consumer;
            this.gate = gate;
            this.mustWait = mustWait;
            this.waiting = new WaitingPartitions(consumer, nanoTime);
        }

        @SuppressWarnings("unchecked")
        @Nullable
        Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            switch (method.getName()) {
                case "poll" -> holdClosed();
                case "pause" -> paused.addAll((Collection<TopicPartition>) arguments[0]);
                case "resume" -> {
                    Collection<TopicPartition> resumed = (Collection<TopicPartition>) arguments[0];
                    paused.removeAll(resumed);
                    consumer.resume(resumed.stream().filter(p -> !hold(p)).toList());
                    return null;
                }
                default -> {}
            }
            try {
                Object result = method.invoke(consumer, arguments);
                return result instanceof ConsumerRecords<?, ?> polled
                        ? readable((ConsumerRecords<byte[], byte[]>) polled)
                        : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private void holdClosed() {
            Set<TopicPartition> assigned = consumer.assignment();
            paused.retainAll(assigned);
            held.retainAll(assigned);
            if (!waiting.isEmpty()) {
                waiting.resumeDue();
                consumer.pause(paused); // it resumes also what Kafka Streams wants paused
            }
            for (TopicPartition partition : assigned) {
                boolean wasHeld = held.contains(partition);
                if (!hold(partition) && wasHeld && !paused.contains(partition)) {
                    consumer.resume(List.of(partition));
                }
            }
        }

        /** Takes out the records that must wait, and those after them in their partitions; they come again. */
        private ConsumerRecords<byte[], byte[]> readable(ConsumerRecords<byte[], byte[]> polled) {
            Map<TopicPartition, OffsetAndMetadata> next = null;
            Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
            for (TopicPartition partition : polled.partitions()) {
                List<ConsumerRecord<byte[], byte[]>> own = polled.records(partition);
                int readable = 0;
                while (readable < own.size() && !mustWait.test(own.get(readable))) {
                    readable++;
                }
                if (readable < own.size()) {
                    long offset = own.get(readable).offset();
                    next = next == null ? new HashMap<>(polled.nextOffsets()) : next;
                    next.put(partition, new OffsetAndMetadata(offset));
                    waiting.await(partition, offset);
                    held.add(partition);
                }
                if (readable > 0) {
                    records.put(partition, own.subList(0, readable));
                }
            }
            return next == null ? polled : new ConsumerRecords<>(records, next);
        }

        /**
         * Holds a partition whose gate is closed or that waits; lets one go whose gate has opened. Returns whether it
         * is held.
         */
        private boolean hold(TopicPartition partition) {
            if (!gate.isOpen(partition.partition()) || waiting.isPaused(partition)) {
                held.add(partition);
                consumer.pause(List.of(partition));
                return true;
            }
            held.remove(partition);
            Long start = gate.takeStart(partition);
            if (start != null) {
                consumer.seek(partition, start);
            }
            return false;
        }
    }
}
