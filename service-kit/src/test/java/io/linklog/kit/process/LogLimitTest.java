package io.linklog.kit.process;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogLimitTest {

    private final AtomicLong nanos = new AtomicLong();
    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = context.getLogger("org.example.Client");

    @BeforeEach
    void attach() {
        context.addTurboFilter(new LogLimit(nanos::get));
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        log.setContext(context);
        log.start();
        root.addAppender(log);
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void aStormBecomesTwentyLinesAMinuteAndALineThatSaysHowManyAreMissing() {
        for (int i = 0; i < 60_000; i++) {
            logger.warn("Partition {} is gone", i);
        }
        assertThat(lines()).hasSize(LogLimit.MOST).first().isEqualTo("Partition 0 is gone");

        nanos.addAndGet(LogLimit.PERIOD.toNanos());
        logger.warn("Partition {} is gone", 60_000);
        assertThat(lines().subList(LogLimit.MOST, lines().size()))
                .containsExactly(
                        "59980 more lines of org.example.Client were left out, like: Partition {} is gone",
                        "Partition 60000 is gone");
    }

    @Test
    void linesOfAnotherKindPass() {
        for (int i = 0; i < 100; i++) {
            logger.warn("Partition {} is gone", i);
        }
        logger.error("No space left");
        context.getLogger("org.example.Other").warn("Partition {} is gone", 1);
        assertThat(lines()).hasSize(LogLimit.MOST + 2);
    }

    @Test
    void linesBelowTheLevelAreNotCounted() {
        for (int i = 0; i < 100; i++) {
            logger.debug("Partition {} is gone", i);
        }
        logger.warn("Partition {} is gone", 1);
        assertThat(lines()).containsExactly("Partition 1 is gone");
    }

    @Test
    void itsMemoryIsBounded() {
        for (int i = 0; i < 5_000; i++) {
            logger.warn("Partition " + i + " is gone");
        }
        assertThat(lines()).as("texts that all differ pass").hasSize(5_000);
    }
}
