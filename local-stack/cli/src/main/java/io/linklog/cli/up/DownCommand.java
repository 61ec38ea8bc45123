package io.linklog.cli.up;

import io.linklog.cli.options.StackOptions;
import io.linklog.cli.traces.TraceViewer;
import io.linklog.stack.whole.WholeStack;
import java.io.PrintWriter;
import java.nio.channels.FileLock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "down",
        description = "Stops everything in order: the edge, the services, the servers. All data stays for the next up.")
public final class DownCommand implements Callable<Integer> {

    @Mixin
    private StackOptions options = new StackOptions();

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = command.commandLine().getOut();
        try (FileLock lock = options.lock()) {
            WholeStack stack = options.stackToEnd();
            List<String> recorded = stack.processes().names();
            if (recorded.isEmpty()) {
                out.println("Nothing runs in " + stack.folder() + ".");
                return 0;
            }
            Board board = new Board(out, Board.isTerminal(), recorded, "running");
            stack.stop(board);
            new TraceViewer(options.checkout(), stack).stop(board);
            out.println(
                    "Everything is stopped; the data is in " + stack.folder().resolve("data") + ".");
            return lock.isValid() ? 0 : 1;
        }
    }
}
