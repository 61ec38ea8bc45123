package io.linklog.bench.experiment;

import io.linklog.bench.load.Wrk;
import io.linklog.bench.report.Rounds;
import io.linklog.bench.system.SystemUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Two query-services with different settings, under the same load in turns. Both are new processes, because one that
 * has served before would be warmer.
 */
final class PairedRedirects implements AutoCloseable {

    private final SystemUnderTest linklog;
    private final Wrk wrk;
    private final String name;
    private final String otherName;
    private final int port;
    private final int otherPort;

    /** @param followedOfTenThousand see {@link Wrk} */
    PairedRedirects(
            SystemUnderTest linklog,
            Set<String> codes,
            OptionalInt followedOfTenThousand,
            Map.Entry<String, Map<String, String>> one,
            Map.Entry<String, Map<String, String>> other)
            throws Exception {
        this.linklog = linklog;
        this.wrk = new Wrk(linklog.servers().folder(), List.copyOf(codes), followedOfTenThousand);
        this.name = one.getKey();
        this.otherName = other.getKey();
        this.port = linklog.startQueryService(name, one.getValue());
        this.otherPort = linklog.startQueryService(otherName, other.getValue());
    }

    Rounds<RedirectLoad, RedirectLoad> run(BenchOptions options) throws Exception {
        Rounds.warmUp(options.warmUp(), time -> load(name, port, time), time -> load(otherName, otherPort, time));
        return Rounds.interleave(
                options.rounds(),
                round -> load(name, port, options.redirectTime()),
                round -> load(otherName, otherPort, options.redirectTime()));
    }

    private RedirectLoad load(String server, int at, Duration time) throws Exception {
        return RedirectLoad.measure(wrk, at, linklog.cpu(server), time);
    }

    @Override
    public void close() {
        linklog.stopQueryService(name);
        linklog.stopQueryService(otherName);
    }
}
