package io.linklog.cli.modules;

import io.linklog.cli.options.StackOptions;
import io.linklog.stack.machine.DebianPackage;
import io.linklog.stack.whole.Addresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Unmatched;

/** etcd's own {@code etcdctl}, for this stack's etcd. Debian's package is downloaded where it is not installed. */
@Command(
        name = "etcdctl",
        sortOptions = false,
        description = {
            "etcd's own etcdctl; the endpoint is this stack's unless ETCDCTL_ENDPOINTS or --endpoints names another.",
            "The tool gets all arguments after --dir, which names the stack."
        },
        footer = {
            "",
            "Examples:",
            "  ./linklog etcdctl get --prefix /linklog/services/",
            "  ./linklog etcdctl watch --prefix /linklog/"
        })
public final class EtcdToolLauncher implements Callable<Integer> {

    private static final String ENDPOINTS = "ETCDCTL_ENDPOINTS";

    @Mixin
    private StackOptions options = new StackOptions();

    /** The tool parses these. */
    @Unmatched
    private List<String> arguments = new ArrayList<>();

    /** Adds the command. */
    public static void addTo(CommandLine line) {
        CommandLine tool = new CommandLine(new EtcdToolLauncher());
        // behind the tool's first word, all options are the tool's
        tool.setStopAtUnmatched(true);
        tool.setUnmatchedArgumentsAllowed(true);
        line.addSubcommand("etcdctl", tool);
    }

    @Override
    public Integer call() {
        DebianPackage.Installed etcdctl = DebianPackage.ETCD_CLIENT.find();
        List<String> command = new ArrayList<>(List.of(etcdctl.program().toString()));
        command.addAll(arguments);
        return ModuleMain.run(
                command, Map.of("ETCDCTL_API", "3", ENDPOINTS, endpoints()), options.checkout(), options.folder());
    }

    private String endpoints() {
        String given = System.getenv(ENDPOINTS);
        return given != null && !given.isBlank()
                ? given
                : "127.0.0.1:"
                        + Addresses.load(options.folder())
                                .orElseGet(Addresses::usual)
                                .port("LINKLOG_ETCD_PORT");
    }
}
