package io.linklog.bench.load;

import io.linklog.stack.machine.DebianPackage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator wrk with one thread, 64 kept connections and random codes. */
public final class Wrk {

    private static final int CONNECTIONS = 64;
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final Pattern SUMMARY = Pattern.compile("bench-summary (\\d+) (\\d+) (\\d+)");

    // requests are formatted once; formatting each would cost wrk more CPU time than the measured servers
    private static final String SCRIPT = """
            local requests = {}
            function init(args)
              math.randomseed(20261123)
              for code in io.lines(args[1]) do
                local headers = {}
                if args[3] ~= "-" then
                  headers["Host"] = args[3]
                end
                if args[4] == "browser" then
                  headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
                  headers["Accept-Language"] = "en-US,en;q=0.5"
                end
                if tonumber(args[2]) >= 0 then
                  local sampled = math.random(10000) <= tonumber(args[2]) and "01" or "00"
                  headers["traceparent"] = string.format("00-%08x%08x%08x%08x-%08x%08x-%s", math.random(2147483647),
                    math.random(2147483647), math.random(2147483647), math.random(2147483647), math.random(2147483647),
                    math.random(2147483647), sampled)
                end
                requests[#requests + 1] = wrk.format("GET", "/" .. code, headers)
              end
            end
            function request()
              return requests[math.random(#requests)]
            end
            function done(summary, latency, all)
              local e = summary.errors
              io.write(string.format("bench-summary %d %d %d\\n", summary.requests, summary.duration,
                e.connect + e.read + e.write + e.timeout + e.status))
            end
            """;

    private final DebianPackage.Installed wrk;
    private final Path folder;
    private final Path codes;
    private final Path script;
    private final OptionalInt followed;
    private final Optional<String> host;
    private final boolean browser;

    /** @param folder gets the script and the list of codes */
    public Wrk(Path folder, List<String> codes) throws IOException {
        this(folder, codes, OptionalInt.empty());
    }

    /**
     * @param followed this many of 10,000 codes have a sampled traceparent, the others an unsampled one; empty for no
     *     traceparent at all
     */
    public Wrk(Path folder, List<String> codes, OptionalInt followed) throws IOException {
        this.followed = followed;
        this.host = Optional.empty();
        this.browser = false;
        this.wrk = DebianPackage.WRK.find();
        this.folder = folder;
        this.codes = Files.write(folder.resolve("wrk-codes.txt"), codes);
        this.script = Files.writeString(folder.resolve("wrk.lua"), SCRIPT);
    }

    private Wrk(Wrk like, Optional<String> host, boolean browser) {
        this.followed = like.followed;
        this.host = host;
        this.browser = browser;
        this.wrk = like.wrk;
        this.folder = like.folder;
        this.codes = like.codes;
        this.script = like.script;
    }

    /** The same requests for this Host, the way to a service through a sidecar. */
    public Wrk to(String host) {
        return new Wrk(this, Optional.of(host), browser);
    }

    /** The same requests with the headers that rules ask for, as Firefox sends them. */
    public Wrk asBrowser() {
        return new Wrk(this, host, true);
    }

    /**
     * Puts load on a server on this machine for a time.
     *
     * @throws IOException also when any answer was an error, which makes the run invalid
     */
    public Result run(int port, Duration time) throws IOException, InterruptedException {
        Path output = folder.resolve("wrk.out");
        List<String> command = new ArrayList<>(List.of(
                wrk.program().toString(),
                "-t1",
                "-c" + CONNECTIONS,
                "-d" + time.toSeconds() + "s",
                "-s",
                script.toString(),
                "http://127.0.0.1:" + port,
                "--",
                codes.toString(),
                Integer.toString(followed.orElse(-1)),
                host.orElse("-"),
                browser ? "browser" : "-"));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(wrk.environment());
        Process process = builder.start();
        if (!process.waitFor(time.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new IOException("wrk did not end; its output is " + output);
        }
        return parse(Files.readString(output, StandardCharsets.UTF_8));
    }

    static Result parse(String output) throws IOException {
        Matcher summary = SUMMARY.matcher(output);
        if (!summary.find()) {
            throw new IOException("wrk failed: " + output.strip());
        }
        if (!summary.group(3).equals("0")) {
            throw new IOException(summary.group(3) + " errors in the run of wrk: " + output.strip());
        }
        return new Result(Long.parseLong(summary.group(1)), Long.parseLong(summary.group(2)) / 1e6);
    }

    public record Result(long requests, double seconds) {

        public double perSecond() {
            return requests / seconds;
        }
    }
}
