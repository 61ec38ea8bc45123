package io.linklog.schemas.projection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table of {@code projection.cql}.
 *
 * @param name without the keyspace
 * @param types the CQL types of all columns, by name, in the order of the file
 * @param partitionKey the columns of the partition key
 * @param clustering the clustering columns
 */
public record ProjectionTable(
        String name, Map<String, String> types, List<String> partitionKey, List<Clustering> clustering) {

    /**
     * A clustering column.
     *
     * @param type its CQL type
     * @param descending whether rows lie in descending order of it
     */
    public record Clustering(String column, String type, boolean descending) {}

    private static final Pattern STATEMENT =
            Pattern.compile("CREATE TABLE IF NOT EXISTS \\S+\\.(\\w+) \\((.*?)\\n\\)(?: WITH (.*))?", Pattern.DOTALL);
    private static final Pattern COLUMN = Pattern.compile("(\\w+) (.+?)( PRIMARY KEY)?,?");
    private static final Pattern PRIMARY_KEY =
            Pattern.compile("PRIMARY KEY \\((?:\\(([^)]*)\\)|(\\w+))(?:, ([^)]*))?\\)");
    private static final Pattern DESCENDING = Pattern.compile("(\\w+) DESC");

    public ProjectionTable {
        types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
        partitionKey = List.copyOf(partitionKey);
        clustering = List.copyOf(clustering);
    }

    /** All columns, in the order of the file. */
    public List<String> columns() {
        return List.copyOf(types.keySet());
    }

    /** The columns of the primary key: those of the partition key, then the clustering columns. */
    public List<String> keyColumns() {
        List<String> key = new ArrayList<>(partitionKey);
        clustering.forEach(one -> key.add(one.column()));
        return key;
    }

    /** The columns that are not in the primary key. */
    public List<String> valueColumns() {
        Set<String> key = new HashSet<>(keyColumns());
        return types.keySet().stream().filter(column -> !key.contains(column)).toList();
    }

    /** The table that a statement creates; empty if the statement creates none. */
    static Optional<ProjectionTable> parse(String statement) {
        Matcher matcher = STATEMENT.matcher(statement);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> types = new LinkedHashMap<>();
        List<String> partitionKey = new ArrayList<>();
        List<String> clustering = new ArrayList<>();
        for (String line : matcher.group(2).strip().split("\\s*\\n\\s*")) {
            Matcher key = PRIMARY_KEY.matcher(line);
            if (key.lookingAt()) {
                partitionKey.addAll(names(key.group(1) == null ? key.group(2) : key.group(1)));
                clustering.addAll(key.group(3) == null ? List.of() : names(key.group(3)));
                continue;
            }
            Matcher column = COLUMN.matcher(line);
            if (!column.matches()) {
                throw new IllegalStateException("projection.cql must have one column a line, not: " + line);
            }
            types.put(column.group(1), column.group(2));
            if (column.group(3) != null) {
                partitionKey.add(column.group(1));
            }
        }
        Set<String> descending = new HashSet<>();
        Matcher order = DESCENDING.matcher(matcher.group(3) == null ? "" : matcher.group(3));
        while (order.find()) {
            descending.add(order.group(1));
        }
        return Optional.of(new ProjectionTable(
                matcher.group(1),
                types,
                partitionKey,
                clustering.stream()
                        .map(column -> new Clustering(
                                column, Objects.requireNonNull(types.get(column), column), descending.contains(column)))
                        .toList()));
    }

    private static List<String> names(String list) {
        return List.of(list.split("\\s*,\\s*"));
    }
}
