package io.linklog.bench.report;

import io.linklog.stack.machine.DebianPackage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.utils.AppInfoParser;

/** The machine and the versions with which figures were measured. */
public final class MachineFacts {

    private static final long GIB = 1L << 30;

    private MachineFacts() {}

    public static Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", LocalDate.now().toString());
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("memory GiB", Long.toString(Math.round((double) memory() / GIB)));
        facts.put("cpu", first("/proc/cpuinfo", "model name\\s*:\\s*(.+)"));
        facts.put("system", first("/etc/os-release", "PRETTY_NAME=\"(.+)\""));
        facts.put("JDK", Runtime.version().toString());
        facts.put("Kafka", AppInfoParser.getVersion());
        return facts;
    }

    /** The version that a program reports; "?" if it reports none. */
    public static String version(DebianPackage program, String option) {
        DebianPackage.Installed installed = program.find();
        ProcessBuilder builder =
                new ProcessBuilder(List.of(installed.program().toString(), option)).redirectErrorStream(true);
        builder.environment().putAll(installed.environment());
        try {
            Process process = builder.start();
            String said = new String(process.getInputStream().readNBytes(4_096), StandardCharsets.UTF_8);
            process.waitFor(5, TimeUnit.SECONDS);
            Matcher version = Pattern.compile("(\\d+\\.\\d+(\\.\\d+)?)").matcher(said);
            return version.find() ? version.group(1) : "?";
        } catch (IOException e) {
            return "?";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "?";
        }
    }

    private static long memory() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        return system instanceof com.sun.management.OperatingSystemMXBean known ? known.getTotalMemorySize() : 0;
    }

    private static String first(String file, String pattern) {
        try {
            Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(Path.of(file)));
            return matcher.find() ? matcher.group(1).strip() : "?";
        } catch (IOException none) {
            return "?";
        }
    }
}
