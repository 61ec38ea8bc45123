package io.linklog.sidecar.haproxy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a running HAProxy says of itself. */
public record Haproxy(RuntimeApi api) {

    /** One life of it. */
    public record Life(String pid, String startedSeconds) {
        @Override
        public String toString() {
            return "process " + pid;
        }
    }

    /** Which process answers. */
    public Life process() throws IOException {
        String info = api.ask("show info");
        return new Life(value(info, "Pid"), value(info, "Start_time_sec"));
    }

    private static String value(String info, String name) throws IOException {
        return info.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2).strip())
                .findFirst()
                .orElseThrow(() -> new IOException("HAProxy does not say its " + name + " but: " + info.strip()));
    }

    /** All servers of all backends. */
    public List<ServerState> servers() throws IOException {
        try {
            return ServerState.parse(api.ask("show servers state"));
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** What a map has. */
    public Map<String, String> map(Path file) throws IOException {
        Map<String, String> entries = new HashMap<>();
        for (String line : api.ask("show map " + file).split("\n", -1)) {
            // an entry's own address, the key, the value
            String[] parts = line.strip().split(" ", 3);
            if (parts.length == 3 && parts[0].startsWith("0x")) {
                entries.put(parts[1], parts[2]);
            }
        }
        return entries;
    }
}
