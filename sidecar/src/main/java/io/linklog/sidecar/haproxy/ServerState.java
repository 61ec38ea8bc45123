package io.linklog.sidecar.haproxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The state of a server, as HAProxy reports it.
 *
 * @param address as HAProxy prints it, without brackets
 * @param checkPort 0 for a server without checks
 * @param admin the administrative state as bits; 0 for a server that is ready
 * @param operational 0 when the checks fail
 */
public record ServerState(
        String backend, String name, String address, int port, int checkPort, int weight, int admin, int operational) {

    // HAProxy's management guide, "show servers state"
    private static final int DRAINING = 0x08 | 0x10;
    private static final int MAINTENANCE = 0x01 | 0x02 | 0x04 | 0x20 | 0x40;

    public boolean isReady() {
        return admin == 0;
    }

    public boolean isInMaintenance() {
        return (admin & MAINTENANCE) != 0;
    }

    public boolean isDraining() {
        return !isInMaintenance() && (admin & DRAINING) != 0;
    }

    /** Whether requests reach the server. */
    public boolean takesRequests() {
        return isReady() && operational != 0;
    }

    /**
     * Parses the answer to {@code show servers state}. Columns are found by name: newer versions of HAProxy have more.
     *
     * @throws IllegalArgumentException when the text is not such an answer
     */
    static List<ServerState> parse(String answer) {
        Map<String, Integer> columns = new HashMap<>();
        List<ServerState> servers = new ArrayList<>();
        for (String line : answer.split("\n", -1)) {
            if (line.startsWith("#")) {
                String[] names = line.substring(1).strip().split(" ", -1);
                for (int i = 0; i < names.length; i++) {
                    columns.put(names[i], i);
                }
            } else if (!columns.isEmpty() && !line.isBlank()) {
                servers.add(row(line.strip().split(" ", -1), columns));
            }
        }
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("HAProxy's answer is not a servers state: " + answer.strip());
        }
        return servers;
    }

    private static ServerState row(String[] values, Map<String, Integer> columns) {
        return new ServerState(
                value(values, columns, "be_name"),
                value(values, columns, "srv_name"),
                value(values, columns, "srv_addr"),
                number(values, columns, "srv_port"),
                number(values, columns, "srv_check_port"),
                number(values, columns, "srv_uweight"),
                number(values, columns, "srv_admin_state"),
                number(values, columns, "srv_op_state"));
    }

    private static int number(String[] values, Map<String, Integer> columns, String name) {
        return Integer.parseInt(value(values, columns, name));
    }

    private static String value(String[] values, Map<String, Integer> columns, String name) {
        Integer column = columns.get(name);
        if (column == null || column >= values.length) {
            throw new IllegalArgumentException("HAProxy's servers state has no column " + name);
        }
        return values[column];
    }
}
