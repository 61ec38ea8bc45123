package io.linklog.bench.micro;

import io.linklog.visits.Bots;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The cost of telling a bot from a person, without a cache: of a browser, of a crawler, and of hostile User-Agents. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BotsBenchmark {

    /** Who asks. */
    public enum Agent {
        BROWSER("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0"
                + " Mobile Safari/537.36"),
        CRAWLER("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1;"
                + " +http://www.google.com/bot.html) Chrome/126.0.0.0 Safari/537.36"),
        /** 8 KB of one word. */
        BOTS("bot ".repeat(2_000)),
        /** 8 KB of exceptions and of words inside them. */
        EXCEPTIONS("cubot ".repeat(1_366)),
        /** 8 KB of the begin of an address. */
        ADDRESSES("Mozilla/" + "a@".repeat(4_000));

        private final String text;

        Agent(String text) {
            this.text = text;
        }
    }

    @Param
    private Agent agent = Agent.BROWSER;

    @Benchmark
    public @Nullable String reason() {
        return Bots.reason(agent.text);
    }
}
