package io.linklog.visits;

/**
 * A word of the built-in list. It matches where a word of the User-Agent begins and ends, unless an asterisk lets it
 * begin or end inside one; {@code ^} and {@code $} are the begin and the end of the User-Agent.
 *
 * @param text in lower case, without those marks
 */
record AgentWord(Kind kind, String text, Edge start, Edge end) {

    /** What a word says; where several words match, the first kind counts. */
    enum Kind {
        PREVIEW('p'),
        PROGRAM('l'),
        CRAWLER('c'),
        /** Other words inside this one do not count. */
        EXCEPTION('!'),
        /** Browsers and devices have it, and programs seldom. */
        BROWSER('=');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }

        private static Kind of(char letter) {
            for (Kind kind : values()) {
                if (kind.letter == letter) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("No kind of words is named " + letter);
        }
    }

    private enum Edge {
        WORD,
        OPEN,
        AGENT
    }

    /** @param line the letter of the kind, a blank, and the word */
    static AgentWord parse(String line) {
        String word = line.substring(2);
        Edge start = word.startsWith("^") ? Edge.AGENT : word.startsWith("*") ? Edge.OPEN : Edge.WORD;
        Edge end = word.endsWith("$") ? Edge.AGENT : word.endsWith("*") ? Edge.OPEN : Edge.WORD;
        String text = word.substring(start == Edge.WORD ? 0 : 1, word.length() - (end == Edge.WORD ? 0 : 1));
        return new AgentWord(Kind.of(line.charAt(0)), text, start, end);
    }

    /** Whether the text of this word, which stands there, begins and ends where it may. */
    boolean fits(String agent, int from, int to) {
        return switch (start) {
                    case OPEN -> true;
                    case AGENT -> from == 0;
                    case WORD -> isEdge(agent, from);
                }
                && switch (end) {
                    case OPEN -> true;
                    case AGENT -> to == agent.length();
                    case WORD -> isEdge(agent, to);
                };
    }

    private static boolean isEdge(String agent, int at) {
        return at == 0
                || at == agent.length()
                || !Character.isLetterOrDigit(agent.charAt(at - 1))
                || !Character.isLetterOrDigit(agent.charAt(at));
    }
}
