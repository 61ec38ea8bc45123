package io.linklog.webhooks.commands;

import static io.linklog.webhooks.TestHooks.changes;
import static io.linklog.webhooks.TestHooks.edits;
import static io.linklog.webhooks.TestHooks.quickSettings;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.kafka.TestLog;
import io.linklog.stack.SharedStack;
import io.linklog.webhooks.Receiver;
import io.linklog.webhooks.TestHooks;
import io.linklog.webhooks.hooks.Hook;
import io.linklog.webhooks.hooks.Secret;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands for a webhook that an instance delivers to. */
class WebhookCommandsIT {

    private static TestLog log;

    private TestHooks hooks;
    private Receiver receiver;

    @BeforeAll
    static void open() throws Exception {
        log = new TestLog(SharedStack.with());
    }

    @AfterAll
    static void close() throws Exception {
        log.close();
    }

    @BeforeEach
    void listen() throws Exception {
        hooks = new TestHooks(log);
        receiver = hooks.receiver();
    }

    @AfterEach
    void end() throws Exception {
        hooks.close();
    }

    private static String command(int exitCode, String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, UTF_8);
        int code = WebhooksMain.commandLine(log.environment(), out).execute(arguments);
        assertThat(code).as(bytes.toString(UTF_8)).isEqualTo(exitCode);
        return bytes.toString(UTF_8);
    }

    @Test
    void aPausedHookGetsNothingAndAResumedOneGetsEverythingInOrder() throws Exception {
        Hook hook = hooks.add(changes(), "paused");
        hooks.run("it", quickSettings());
        log.log(edits("paused", 2));
        receiver.await(2);
        assertThat(command(0, "pause", "paused")).contains("paused is paused");
        hooks.awaitUnserved(hook);
        try (Receiver witness = new Receiver()) {
            hooks.add(witness, changes(), "witness", "paused");
            log.log(edits("paused", 3));
            witness.await(3);
        }
        assertThat(receiver.events()).hasSize(2);
        assertThat(command(0, "status", "paused")).contains("paused: paused");

        assertThat(command(0, "resume", "paused")).contains("paused continues");
        assertThat(receiver.await(5))
                .containsExactly(
                        "paused link.created 1",
                        "paused link.edited 2",
                        "paused link.created 1",
                        "paused link.edited 2",
                        "paused link.edited 3");
    }

    @Test
    void callsAreSignedWithAllSecretsUntilTheRotationIsFinished() throws Exception {
        Secret first = hooks.add(changes(), "rotated").secrets().get(0);
        hooks.run("it", quickSettings());
        awaitSignedWith(first);
        Secret second = rotate();
        awaitSignedWith(second, first);
        // an operator may rotate again before the receiver has the second secret
        Secret third = rotate();
        awaitSignedWith(third, second, first);
        assertThat(command(0, "rotate", "rotated", "--finish")).contains("newest secret alone");
        awaitSignedWith(third);
    }

    private static Secret rotate() {
        return new Secret(command(0, "rotate", "rotated")
                .lines()
                .filter(line -> line.startsWith("secret"))
                .findFirst()
                .orElseThrow()
                .replaceAll("secret +", ""));
    }

    /** Writes events until one is signed with these secrets: an instance learns of new secrets with a delay. */
    private void awaitSignedWith(Secret... secrets) {
        Awaitility.await(secrets.length + " signatures")
                .atMost(TestLog.LONG_ENOUGH)
                .until(() -> {
                    int before = receiver.calls().size();
                    log.log(edits("rotated", 1));
                    receiver.await(before + 1);
                    return isSignedWith(receiver.calls().get(before), List.of(secrets));
                });
    }

    private static boolean isSignedWith(Receiver.Call call, List<Secret> secrets) {
        return call.signature()
                .equals(Secret.signature(
                        secrets,
                        call.id(),
                        Long.parseLong(call.timestamp()),
                        call.body().getBytes(UTF_8)));
    }

    @Test
    void deadLettersAreSentAgainInOrderWithTheirIds() throws Exception {
        Hook hook = hooks.add(changes(), "letters");
        receiver.answerWith(call -> call.version() == 1 ? 200 : 400);
        hooks.run("it", quickSettings());
        log.log(edits("letters", 3));
        Awaitility.await("dead letters")
                .atMost(TestLog.LONG_ENOUGH)
                .until(() -> hooks.report("letters").dead() == 2);
        List<String> ids = receiver.calls().stream().map(Receiver.Call::id).toList();
        assertThat(command(0, "dead", "letters"))
                .contains(ids.get(1), ids.get(2), "400")
                .doesNotContain(ids.get(0));

        assertThat(command(1, "dead", "letters", "--again")).contains(ids.get(1) + "  400", "0 of 2");
        receiver.answerWith(call -> 200);
        assertThat(command(0, "dead", "letters", "--again")).contains("2 of 2");
        List<Receiver.Call> calls = receiver.calls();
        assertThat(calls)
                .extracting(Receiver.Call::id)
                .as("the third waits while the second fails")
                .containsExactly(ids.get(0), ids.get(1), ids.get(2), ids.get(1), ids.get(1), ids.get(2));
        assertThat(calls.get(5).body()).isEqualTo(calls.get(2).body());
        assertThat(calls).allMatch(call -> isSignedWith(call, hook.secrets()));

        assertThat(command(0, "dead", "letters", "--again")).contains("There are no dead letters");
        assertThat(receiver.calls()).hasSize(6);
    }
}
