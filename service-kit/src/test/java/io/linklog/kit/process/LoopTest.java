package io.linklog.kit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopTest {

    private final Health health = new Health();

    @Test
    void theLoopSurvivesAnException() {
        AtomicInteger rounds = new AtomicInteger();
        try (Loop loop = Loop.start(
                "test",
                () -> {
                    if (rounds.incrementAndGet() == 1) {
                        throw new IllegalStateException("once");
                    }
                    Thread.sleep(1);
                },
                () -> {},
                health)) {
            await().until(() -> rounds.get() > 2);
        }
        assertThat(health.deaths()).isEmpty();
    }

    @Test
    void anErrorEndsTheLoopAndIsReportedAsADeath() {
        try (Loop loop = Loop.start(
                "test",
                () -> {
                    throw new OutOfMemoryError("simulated");
                },
                () -> {},
                health)) {
            await().until(() -> health.deaths().containsKey("test"));
        }
    }

    @Test
    void aStepWithoutAWakeUpIsInterruptedAtClose() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        AtomicInteger interrupted = new AtomicInteger();
        Loop loop = Loop.start(
                "test",
                () -> {
                    started.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.incrementAndGet();
                        throw e;
                    }
                },
                health);
        started.await();
        loop.close();
        assertThat(interrupted).hasValue(1);
        assertThat(health.deaths()).isEmpty();
    }

    @Test
    void closeWakesTheStepAndWaitsForIt() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch wake = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        Loop loop = Loop.start(
                "test",
                () -> {
                    started.countDown();
                    wake.await();
                    ended.incrementAndGet();
                },
                wake::countDown,
                health);
        started.await();
        loop.close();
        assertThat(ended).hasPositiveValue();
    }
}
