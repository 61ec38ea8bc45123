package io.linklog.bench.experiment;

import io.linklog.bench.load.ProcessCpu;
import io.linklog.bench.load.Wrk;
import io.linklog.bench.report.Figure;
import io.linklog.bench.report.Goal;
import io.linklog.bench.report.Rounds;
import java.time.Duration;
import java.util.List;

/**
 * The result of one turn of redirects.
 *
 * @param cpuMicros of the server, per request
 */
record RedirectLoad(double perSecond, double cpuMicros) {

    /** Puts load on a server for a time. */
    static RedirectLoad measure(Wrk wrk, int port, ProcessCpu cpu, Duration time) throws Exception {
        double before = cpu.micros();
        Wrk.Result result = wrk.run(port, time);
        return new RedirectLoad(result.perSecond(), (cpu.micros() - before) / result.requests());
    }

    /** The figures of rate and CPU time, with the goal for the rate. */
    static List<Figure> figures(Rounds<RedirectLoad, RedirectLoad> rounds, double leastRatio) {
        return List.of(
                rounds.figure(
                        "requests/s",
                        "",
                        RedirectLoad::perSecond,
                        RedirectLoad::perSecond,
                        Goal.ratioAtLeast(leastRatio)),
                rounds.figure("CPU of the server per request", "µs", RedirectLoad::cpuMicros, RedirectLoad::cpuMicros));
    }
}
