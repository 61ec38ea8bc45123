package io.linklog.kit.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.mesh.keys.KeyText;
import io.linklog.mesh.keys.Role;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LongAnswersTest {

    private final TestKeys keys = new TestKeys();

    private Caller caller(KeyText text) {
        return keys.check().check(text.reveal()).orElseThrow();
    }

    @Test
    void endsTheAnswersOfAKeyThatNoLongerWorksAndNoOthers() {
        KeyText revoked = keys.add("default", Role.READER);
        KeyText other = keys.add("default", Role.READER);
        AtomicInteger ended = new AtomicInteger();
        AtomicInteger untouched = new AtomicInteger();
        try (LongAnswers answers = new LongAnswers()) {
            answers.add(caller(revoked), () -> {
                throw new IllegalStateException("an answer that cannot be ended; the others are");
            });
            answers.add(caller(revoked), ended::incrementAndGet);
            answers.add(caller(revoked), untouched::incrementAndGet).close();
            answers.add(caller(other), untouched::incrementAndGet);
            answers.add(Caller.anybody("address"), untouched::incrementAndGet);
            keys.revoke(revoked);
            await().until(() -> ended.get() == 1);
            keys.revoke(other);
            await().until(() -> untouched.get() == 1);
        }
        assertThat(ended).hasValue(1);
    }
}
