package io.linklog.bench.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.bench.load.HttpLoad;
import io.linklog.bench.load.LongUrlSet;
import io.linklog.bench.load.Pace;
import io.linklog.bench.load.Wrk;
import io.linklog.bench.system.ProgramStart;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.stack.machine.FreePorts;
import io.linklog.stack.process.Processes;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferencesIT {

    @TempDir
    Path folder;

    @Test
    void nginxRedirectsEveryCodeUnderLoad() throws Exception {
        List<String> urls = LongUrlSet.generate(1_000);
        Map<String, String> targets = new LinkedHashMap<>();
        urls.forEach(url -> targets.put("c" + targets.size(), url));
        int port = FreePorts.choose(1).get(0);
        Processes processes = new Processes(folder);
        NginxProgram nginx = new NginxProgram(port, folder, targets);
        try {
            new ProgramStart(processes).of(nginx);
            List<String> codes = List.copyOf(targets.keySet());
            assertThat(new Wrk(folder, codes).run(port, Duration.ofSeconds(1)).requests())
                    .isPositive();
            Map<String, String> locations = new ConcurrentHashMap<>();
            try (HttpLoad client = new HttpLoad(new InetSocketAddress("127.0.0.1", port), 8)) {
                HttpLoad.Run run = client.run(
                        codes.size(),
                        Pace.none(),
                        i -> get(codes.get(i)),
                        (i, answer) -> locations.put(codes.get(i), String.valueOf(answer.header("location"))));
                assertThat(run.count(302)).isEqualTo(codes.size());
                assertThat(run.latencies().countAnswered()).isEqualTo(codes.size());
            }
            assertThat(locations).isEqualTo(targets);
        } finally {
            // stopped, not killed, because its worker would outlive it
            processes.stop(nginx.name(), Duration.ofSeconds(10));
        }
    }

    @Test
    void bareTopologyForwardsEveryRecord() throws Exception {
        try (LocalStack stack = LocalStack.builder(folder).with(Server.KAFKA).start();
                BareReference bare = BareReference.start(stack, 2, 25, List.of("-Xmx128m"))) {
            BareLoad.Result result = bare.load().run(500, Pace.of(500));
            assertThat(result.latencies().countAnswered()).isEqualTo(500);
            assertThat(bare.load().run(2_000, Pace.none()).latencies().countAnswered())
                    .isEqualTo(2_000);
        }
    }

    private static byte[] get(String code) {
        return ("GET /" + code + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
