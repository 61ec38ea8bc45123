package io.linklog.acceptance.documents;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds the shell commands in a document, and what the document says that they print. */
public final class Documents {

    private static final String FAULTS = "## See it fail";
    private static final String FENCE = "```";

    private Documents() {}

    /**
     * An {@code sh} block of a document.
     *
     * @param line the number of its first line
     * @param commands its lines, each with a line feed
     * @param shown the lines of the {@code text} block directly behind it: what the commands print. Empty if there is
     *     none
     * @param showsFault whether the document shows with it how an invalid call is refused
     */
    public record Block(int line, String commands, List<String> shown, boolean showsFault) {

        public Block {
            shown = List.copyOf(shown);
        }
    }

    /** The {@code sh} blocks of a document, in order. */
    public static List<Block> blocks(Path document) throws IOException {
        List<String> lines = Files.readAllLines(document, StandardCharsets.UTF_8);
        List<Block> blocks = new ArrayList<>();
        boolean showsFault = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("## ")) {
                showsFault = line.equals(FAULTS);
            }
            if (!line.strip().startsWith(FENCE)) {
                continue;
            }
            int end = end(lines, i, document);
            if (line.strip().equals(FENCE + "sh")) {
                String commands = String.join("\n", lines.subList(i + 1, end)) + "\n";
                blocks.add(new Block(i + 2, commands, shown(lines, end + 1, document), showsFault));
            }
            i = end;
        }
        return blocks;
    }

    private static List<String> shown(List<String> lines, int from, Path document) {
        int begin = from;
        while (begin < lines.size() && lines.get(begin).isBlank()) {
            begin++;
        }
        if (begin == lines.size() || !lines.get(begin).strip().equals(FENCE + "text")) {
            return List.of();
        }
        return lines.subList(begin + 1, end(lines, begin, document));
    }

    private static int end(List<String> lines, int begin, Path document) {
        for (int i = begin + 1; i < lines.size(); i++) {
            if (lines.get(i).strip().equals(FENCE)) {
                return i;
            }
        }
        throw new IllegalArgumentException(document + " has a block without an end, in line " + (begin + 1));
    }
}
