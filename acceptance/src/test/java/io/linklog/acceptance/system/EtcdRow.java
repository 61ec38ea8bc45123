package io.linklog.acceptance.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of the table of etcd's keys in docs/operations.md.
 *
 * @param isWrittenBack whether a running system writes the keys back
 * @param isInBackup whether the backup has them
 */
public record EtcdRow(List<String> prefixes, boolean isWrittenBack, boolean isInBackup) {

    private static final Pattern ROW = Pattern.compile("\\| (`/linklog/[^|]*`) \\| [^|]* \\| ([^|]*) \\| ([^|]*) \\|");
    private static final Pattern PREFIX = Pattern.compile("`(/linklog/[^`]*)`");

    /** All rows. */
    public static List<EtcdRow> all(Linklog linklog) throws IOException {
        Path page = linklog.root().resolve("docs/operations.md");
        List<EtcdRow> rows = new ArrayList<>();
        for (String line : Files.readAllLines(page)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                List<String> prefixes = PREFIX.matcher(row.group(1))
                        .results()
                        .map(match -> match.group(1))
                        .toList();
                rows.add(new EtcdRow(
                        prefixes,
                        !row.group(2).startsWith("nobody"),
                        row.group(3).startsWith("in the backup")));
            }
        }
        assertThat(rows).hasSizeGreaterThan(10);
        return rows;
    }
}
