package io.linklog.sidecar.haproxy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the state of a running HAProxy. */
public record Haproxy(RuntimeApi api) {

    /** One run of the HAProxy process. */
    public record Life(String pid, String startedSeconds) {
        @Override
        public String toString() {
            return "process " + pid;
        }
    }

    /**
     * The process that answers.
     *
     * @throws IOException when HAProxy does not answer
     */
    public Life process() throws IOException {
        String info = api.ask("show info");
        return new Life(value(info, "Pid"), value(info, "Start_time_sec"));
    }

    private static String value(String info, String name) throws IOException {
        return info.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2).strip())
                .findFirst()
                .orElseThrow(() -> new IOException("HAProxy's answer has no " + name + ": " + info.strip()));
    }

    /**
     * The servers of all backends.
     *
     * @throws IOException when HAProxy does not answer
     */
    public List<ServerState> servers() throws IOException {
        try {
            return ServerState.parse(api.ask("show servers state"));
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * The entries of a map.
     *
     * @param file the file that names the map
     * @throws IOException when HAProxy does not answer
     */
    public Map<String, String> map(Path file) throws IOException {
        Map<String, String> entries = new HashMap<>();
        for (String line : api.ask("show map " + file).split("\n", -1)) {
            // a line is: address of the entry, key, value
            String[] parts = line.strip().split(" ", 3);
            if (parts.length == 3 && parts[0].startsWith("0x")) {
                entries.put(parts[1], parts[2]);
            }
        }
        return entries;
    }
}
