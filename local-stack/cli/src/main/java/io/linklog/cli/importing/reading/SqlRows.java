package io.linklog.cli.importing.reading;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linklog.cli.importing.reading.SqlTokens.Token;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a MySQL dump inserts into YOURLS' table of URLs, with any prefix. The columns come from the INSERT,
 * else from the CREATE TABLE of the dump, else they are YOURLS' own. Other statements and tables are passed over.
 */
final class SqlRows implements RowSource {

    private static final String TABLE = "url";
    /** YOURLS' table of visits. */
    private static final String LOG = "log";

    private static final List<String> COLUMNS = List.of("keyword", "url", "title", "timestamp", "ip", "clicks");

    private final SqlTokens tokens;
    private final Map<String, List<String>> tables = new HashMap<>();
    /** The columns of the INSERT that is being read; null outside of one. */
    private @Nullable List<String> columns;

    private long number;
    private long clicks;

    SqlRows(Characters in) {
        this.tokens = new SqlTokens(in);
    }

    @Override
    public List<String> header() {
        return COLUMNS;
    }

    @Override
    public String unit() {
        return "row";
    }

    @Override
    public Map<String, Long> passedOver() {
        return clicks == 0 ? Map.of() : Map.of("single clicks", clicks);
    }

    @Override
    public @Nullable Row next() throws IOException {
        while (true) {
            if (columns == null && !nextInsert()) {
                return null;
            }
            Token token = tokens.next();
            if (token.is("(") && columns != null) {
                return row(columns);
            }
            if (token.is("SET") || token.is("SELECT")) {
                tokens.skipStatement();
                columns = null;
                number++;
                String mistake = "is an INSERT with %s, which is not read; write its values as VALUES (…), as mysqldump"
                        + " does";
                return Row.broken(number, "INSERT … " + token.text(), mistake.formatted(token.text()));
            }
            if (token.is("ON")) {
                tokens.skipStatement();
                columns = null;
            } else if (token.is(";") || token.isEnd()) {
                columns = null;
            }
        }
    }

    /** Moves behind the name and the columns of the next INSERT of a table of URLs; false at the end of the text. */
    private boolean nextInsert() throws IOException {
        while (true) {
            Token token = tokens.next();
            if (token.isEnd()) {
                return false;
            }
            if (token.is("CREATE")) {
                create();
            } else if (token.is("INSERT") || token.is("REPLACE")) {
                Token word = tokens.next();
                while (word.isWord() && (word.isAny("LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE", "INTO"))) {
                    word = tokens.next();
                }
                String table = tableName(word);
                List<String> named = tokens.peekIsOpen() ? names() : tables.getOrDefault(table, COLUMNS);
                if (isOfUrls(table, named)) {
                    columns = named;
                    return true;
                }
                passOver(table.endsWith(LOG));
            } else if (!token.is(";")) {
                tokens.skipStatement();
            }
        }
    }

    private void passOver(boolean areClicks) throws IOException {
        if (!areClicks) {
            tokens.skipStatement();
            return;
        }
        int depth = 0;
        for (Token token = tokens.next(); !token.is(";") && !token.isEnd(); token = tokens.next()) {
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
            clicks += token.is("(") && depth == 1 ? 1 : 0;
        }
    }

    private static boolean isOfUrls(String table, List<String> columns) {
        return table.endsWith(TABLE) && columns.contains("keyword") && columns.contains("url");
    }

    /** The last part of a name like {@code `database`.`table`}, in small letters. */
    private String tableName(Token first) throws IOException {
        String name = first.text();
        while (tokens.peekIs('.')) {
            tokens.next();
            name = tokens.next().text();
        }
        return name.toLowerCase(Locale.ROOT);
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        tokens.next();
        for (Token token = tokens.next(); !token.is(")") && !token.isEnd(); token = tokens.next()) {
            if (!token.is(",")) {
                names.add(token.text().toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }

    /** Notes the columns of a CREATE TABLE: what begins each of its parts in quotation marks, or is no key. */
    private void create() throws IOException {
        if (!tokens.next().is("TABLE")) {
            tokens.skipStatement();
            return;
        }
        Token word = tokens.next();
        while (word.isAny("IF", "NOT", "EXISTS")) {
            word = tokens.next();
        }
        String table = tableName(word);
        List<String> names = new ArrayList<>();
        int depth = 0;
        boolean begins = false;
        for (Token token = tokens.next(); !token.is(";") && !token.isEnd(); token = tokens.next()) {
            if (begins && depth == 1 && !token.isAny("PRIMARY", "KEY", "UNIQUE", "INDEX", "FULLTEXT", "CONSTRAINT")) {
                names.add(token.text().toLowerCase(Locale.ROOT));
            }
            begins = token.is("(") && depth == 0 || token.is(",") && depth == 1;
            depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
        }
        tables.put(table, names);
    }

    /** The values up to the closing bracket. */
    private Row row(List<String> names) throws IOException {
        number++;
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        StringBuilder input = new StringBuilder();
        int at = 0;
        boolean tooLong = false;
        for (Token token = tokens.next(); !token.is(")"); token = tokens.next()) {
            if (token.isEnd() || token.is(";")) {
                return Row.broken(number, input.toString(), "is torn: the file ends, or the row is no list of values");
            }
            if (token.is(",")) {
                at++;
                continue;
            }
            boolean introducer = token.isWord() && token.text().startsWith("_");
            if (introducer || at >= names.size()) {
                continue;
            }
            tooLong |= token.text().length() > SqlTokens.LONGEST;
            input.append(at == 0 ? "" : ",")
                    .append(token.text(), 0, Math.min(token.text().length(), 4_096));
            if (!token.is("NULL")) {
                members.put(names.get(at), token.text());
            }
        }
        if (tooLong) {
            return Row.broken(
                    number, input.toString(), "has a value of more than " + SqlTokens.LONGEST + " characters");
        }
        return Row.of(number, input.toString(), members);
    }
}
