package io.linklog.bench.reference;

import io.linklog.bench.load.Latencies;
import io.linklog.bench.load.Pace;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends small records through the bare topology and observes the committed results. Producer and consumer have the
 * settings of command-service's, so the difference between both measurements is Linklog itself. One run at a time.
 */
public final class BareLoad implements AutoCloseable {

    private static final int VALUE_BYTES = 64;
    private static final Duration STRAGGLERS = Duration.ofSeconds(30);

    /**
     * A run in progress. {@code due} is written before a record is sent; Kafka's queues publish it safely to the
     * observer.
     */
    private record Run(int number, long[] due, Latencies latencies, CountDownLatch left) {}

    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread observer;
    private final AtomicReference<@Nullable Exception> broken = new AtomicReference<>();
    private volatile @Nullable Run current;
    private volatile boolean closing;
    private int runs;

    BareLoad(String bootstrap, String from, String to, int partitions) {
        this.topic = from;
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.LINGER_MS_CONFIG,
                        0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(to, partition))
                .toList();
        consumer.assign(all);
        consumer.seekToEnd(all);
        all.forEach(consumer::position); // resolves the seek now instead of at the first poll
        this.observer = new Thread(this::observe, "bench-bare-observer");
        observer.setDaemon(true);
        observer.start();
    }

    /**
     * Sends each record when it is due and waits until the observer has seen all results.
     *
     * @return the latencies from the due time of a record until its result is seen, and the total time
     */
    public Result run(int requests, Pace pace) throws InterruptedException {
        Run run = new Run(++runs, new long[requests], new Latencies(requests), new CountDownLatch(requests));
        current = run;
        long begin = System.nanoTime();
        for (int i = 0; i < requests; i++) {
            run.due[i] = pace.await(i);
            producer.send(new ProducerRecord<>(topic, key(run.number, i), value(run.number, i)), (sent, e) -> {
                if (e != null) {
                    broken.compareAndSet(null, e);
                }
            });
        }
        if (!run.left.await(STRAGGLERS.toMillis(), TimeUnit.MILLISECONDS) || broken.get() != null) {
            throw new IllegalStateException(
                    run.left.getCount() + " of " + requests + " records never came out of the bare topology",
                    broken.get());
        }
        return new Result(run.latencies, System.nanoTime() - begin);
    }

    /** @param nanos from the first due time to the last result */
    public record Result(Latencies latencies, long nanos) {}

    private void observe() {
        try {
            while (!closing) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    long now = System.nanoTime();
                    ByteBuffer value = ByteBuffer.wrap(record.value());
                    Run run = current;
                    if (run != null && value.getInt() == run.number) {
                        int request = value.getInt();
                        run.latencies.record(request, now - run.due[request]);
                        run.left.countDown();
                    }
                }
            }
        } catch (WakeupException closed) {
            // close() woke the consumer up
        } catch (RuntimeException e) {
            broken.compareAndSet(null, e);
        }
    }

    private static byte[] key(int run, int request) {
        return (run + ":" + request).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] value(int run, int request) {
        return ByteBuffer.allocate(VALUE_BYTES).putInt(run).putInt(request).array();
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        consumer.wakeup();
        observer.join(STRAGGLERS.toMillis());
        consumer.close();
        producer.close(Duration.ofSeconds(5));
    }
}
