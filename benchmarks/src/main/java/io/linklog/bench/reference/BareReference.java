package io.linklog.bench.reference;

import io.linklog.bench.load.ProcessCpu;
import io.linklog.bench.system.ProgramStart;
import io.linklog.stack.LocalStack;
import io.linklog.stack.process.Processes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** The running bare topology and its load, on the same broker as Linklog. */
public final class BareReference implements AutoCloseable {

    private static final String FROM = "bench-bare-in";
    private static final String TO = "bench-bare-out";
    private static final Duration ADMIN = Duration.ofSeconds(20);
    private static final Duration STOP = Duration.ofSeconds(15);

    private final Processes processes;
    private final String name;
    private final BareLoad load;

    private BareReference(Processes processes, String name, BareLoad load) {
        this.processes = processes;
        this.name = name;
        this.load = load;
    }

    /**
     * Creates the topics, starts the topology and returns when it runs.
     *
     * @param partitions of both topics
     * @param jvm flags of its JVM; a fair comparison uses those of Linklog's topology
     */
    public static BareReference start(LocalStack stack, int partitions, int commitMillis, List<String> jvm)
            throws InterruptedException {
        createTopics(stack.kafkaBootstrap(), partitions);
        Path folder = stack.folder();
        Processes processes = new Processes(folder); // in the stack's folder, where the stack's watchdog sees it
        BareProgram program = new BareProgram(stack.kafkaBootstrap(), FROM, TO, commitMillis, folder, jvm);
        new ProgramStart(processes).of(program);
        try {
            return new BareReference(
                    processes, program.name(), new BareLoad(stack.kafkaBootstrap(), FROM, TO, partitions));
        } catch (RuntimeException e) {
            processes.kill(program.name());
            throw e;
        }
    }

    public BareLoad load() {
        return load;
    }

    /** The CPU time of the topology's process. */
    public ProcessCpu cpu() {
        return ProcessCpu.of(processes.find(name).orElseThrow().pid());
    }

    private static void createTopics(String bootstrap, int partitions) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
            for (String topic : List.of(FROM, TO)) {
                try {
                    admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.of((short) 1))))
                            .all()
                            .get(ADMIN.toMillis(), TimeUnit.MILLISECONDS);
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw new IllegalStateException("Cannot create " + topic, e.getCause());
                    }
                } catch (TimeoutException e) {
                    throw new IllegalStateException("Kafka did not create " + topic + " within " + ADMIN, e);
                }
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        load.close();
        processes.stop(name, STOP);
    }
}
