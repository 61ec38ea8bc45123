package io.linklog.stack;

import io.linklog.stack.machine.StackException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Lets Kafka ask each client for a user and grant only what an ACL says, as {@code docker/compose.secure.yaml} does.
 *
 * @param secrets the folder of {@code docker/security/make-secrets.sh}
 */
record KafkaSecurity(Path secrets) {

    private static final String LISTENER = "SASL_PLAINTEXT";

    /** Replaces the settings of a Kafka that anybody may use. */
    void addTo(Map<String, String> settings) {
        for (String listeners : List.of("listeners", "advertised.listeners")) {
            settings.computeIfPresent(
                    listeners, (name, open) -> open.replace("PLAINTEXT://127.0.0.1", LISTENER + "://127.0.0.1"));
        }
        settings.put("listener.security.protocol.map", LISTENER + ":" + LISTENER + ",CONTROLLER:" + LISTENER);
        settings.put("inter.broker.listener.name", LISTENER);
        settings.put("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
        settings.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        settings.put("sasl.mechanism.controller.protocol", "PLAIN");
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:broker;User:operator");
    }

    /** Options of the broker's JVM. They name a file of passwords, because arguments are visible. */
    List<String> options() {
        return List.of(
                "-Djava.security.auth.login.config=" + secrets.resolve("broker/jaas.conf"),
                // a line for each refusal
                "-Dorg.slf4j.simpleLogger.log.kafka.authorizer.logger=info");
    }

    /** The settings with which a user logs in. */
    Properties client(String user) {
        Properties properties = new Properties();
        Path file = secrets.resolve(user).resolve("kafka.properties");
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new StackException("Cannot read " + file + ": " + e.getMessage() + ".", e);
        }
        return properties;
    }
}
