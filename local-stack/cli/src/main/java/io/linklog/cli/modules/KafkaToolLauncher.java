package io.linklog.cli.modules;

import io.linklog.cli.options.StackOptions;
import io.linklog.stack.jvm.ClassArchive;
import io.linklog.stack.jvm.Jdk;
import io.linklog.stack.whole.Addresses;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Unmatched;

/** One of Kafka's own tools, for this stack's broker. This stack has Kafka as jars, without its {@code bin} folder. */
@Command(sortOptions = false)
public final class KafkaToolLauncher implements Callable<Integer> {
    private static final String SERVER = "--bootstrap-server";
    private static final String CONFIG = "--command-config";

    private final String mainClass;

    @Mixin
    private StackOptions options = new StackOptions();

    /** The tool parses these. */
    @Unmatched
    private List<String> arguments = new ArrayList<>();

    private KafkaToolLauncher(String mainClass) {
        this.mainClass = mainClass;
    }

    /** Adds a command for each tool. */
    public static void addTo(CommandLine line) {
        add(line, "kafka-topics", "org.apache.kafka.tools.TopicCommand");
        add(line, "kafka-console-consumer", "org.apache.kafka.tools.consumer.ConsoleConsumer");
        add(line, "kafka-consumer-groups", "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand");
    }

    private static void add(CommandLine line, String name, String mainClass) {
        CommandLine tool = new CommandLine(new KafkaToolLauncher(mainClass));
        tool.getCommandSpec()
                .usageMessage()
                .description(
                        "Kafka's own " + name + ".sh; " + SERVER + " is this stack's unless it is given.",
                        "The tool gets all arguments after --dir, which names the stack.");
        // behind the tool's first option, all options are the tool's
        tool.setStopAtUnmatched(true);
        tool.setUnmatchedArgumentsAllowed(true);
        line.addSubcommand(name, tool);
    }

    @Override
    public Integer call() {
        String classPath = options.checkout().classPath("local-stack/servers/kafka");
        List<String> command = new ArrayList<>(List.of(
                Jdk.current().java(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
        command.addAll(ClassArchive.flagsIfThere("kafka", classPath));
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(arguments);
        if (!arguments.contains(SERVER)) {
            command.addAll(List.of(SERVER, bootstrapServers()));
        }
        String config = System.getenv("LINKLOG_KAFKA_CONFIG");
        if (config != null && !config.isBlank() && !arguments.contains(CONFIG)) {
            command.addAll(List.of(CONFIG, config));
        }
        return ModuleMain.run(command, options.checkout(), options.folder());
    }

    private String bootstrapServers() {
        String given = System.getenv("LINKLOG_KAFKA_BOOTSTRAP");
        return given != null && !given.isBlank()
                ? given
                : "127.0.0.1:"
                        + Addresses.load(options.folder())
                                .orElseGet(Addresses::usual)
                                .port("LINKLOG_KAFKA_PORT");
    }
}
