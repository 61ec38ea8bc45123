package io.linklog.stack.whole;

import io.linklog.stack.machine.HttpProbe;
import io.linklog.stack.process.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * HAProxy as the edge: the port that users see, in front of command-service and query-service. It starts with the
 * configuration that its agent wrote; the agent controls it from then on.
 */
record EdgeProgram(Path folder, Addresses addresses) implements Program {
    static final String NAME = "edge";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<ListenPort> listens() {
        return List.of(addresses.listen("LINKLOG_EDGE_PORT"), addresses.listen("LINKLOG_EDGE_METRICS_PORT"));
    }

    @Override
    public Launch prepare() {
        return HaproxyLaunch.of(NAME, EdgeAgentProgram.SHARED.resolve("haproxy.cfg"), folder);
    }

    /**
     * Ready when both services answer through it. A 404 for an unknown id is such an answer, since it takes a look into
     * the store.
     */
    @Override
    public boolean answers() throws IOException, NotReady {
        ask("query-service", "/api/v1/links?limit=1");
        ask("command-service", "/api/v1/commands/00000000-0000-7000-8000-000000000000");
        return true;
    }

    private void ask(String service, String path) throws IOException, NotReady {
        HttpProbe.Answer answer = HttpProbe.get("http://127.0.0.1:" + addresses.port("LINKLOG_EDGE_PORT") + path);
        if (answer.status() >= 500) {
            throw new NotReady("%s, whose answer through the edge is %d %s"
                    .formatted(service, answer.status(), ReadyQuestion.inOneLine(answer.body())));
        }
    }
}
