package io.linklog.acceptance.system;

/** The metrics of command-service. */
public final class CommandMetrics {

    private final Api admin;

    public CommandMetrics(Linklog linklog) {
        this.admin = new Api("http://localhost:" + linklog.port("LINKLOG_COMMAND_ADMIN_PORT"));
    }

    /** The sum of a meter over all lines with this label, in Prometheus' text format; 0 if there is none. */
    public double sum(String meter, String label) {
        return admin.get("/metrics")
                .is(200)
                .text()
                .lines()
                .filter(line -> line.startsWith(meter + "{") && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
