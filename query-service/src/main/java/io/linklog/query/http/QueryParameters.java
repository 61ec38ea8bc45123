package io.linklog.query.http;

import io.javalin.http.Context;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The query parameters of a request, checked: a mistaken one is an error, never silently something else. */
public final class QueryParameters {

    private final Context ctx;

    /** @throws ProblemException when there is a parameter that the call does not know, or one is given twice */
    public QueryParameters(Context ctx, Set<String> known) {
        this(ctx, known, Set.of());
    }

    /**
     * The same with parameters that may be given more than once.
     *
     * @param lists of those that are known
     */
    public QueryParameters(Context ctx, Set<String> known, Set<String> lists) {
        this.ctx = ctx;
        ctx.queryParamMap().forEach((name, values) -> {
            if (!known.contains(name)) {
                throw mistake(
                        "There is no parameter " + shortened(name) + " here; there is " + String.join(", ", known));
            }
            if (values.size() > 1 && !lists.contains(name)) {
                throw mistake("The parameter " + name + " is given " + values.size() + " times; give it once");
            }
        });
    }

    /** A text; null when it is not given. */
    @Nullable
    public String text(String name, int longest) {
        String value = ctx.queryParam(name);
        if (value == null) {
            return null;
        }
        if (value.isEmpty() || value.length() > longest) {
            throw mistake("The parameter " + name + " must have 1 to " + longest + " characters");
        }
        return value;
    }

    /** Texts, given one by one or with commas between; empty when none is given. */
    public List<String> list(String name, int most) {
        List<String> all = new ArrayList<>();
        for (String value : ctx.queryParams(name)) {
            all.addAll(List.of(value.split(",", -1)));
        }
        if (all.size() > most || all.contains("")) {
            throw mistake("The parameter " + name + " must have 1 to " + most + " values, with commas between");
        }
        return all;
    }

    /** A whole number within bounds, both inclusive. */
    public int number(String name, int otherwise, int min, int max) {
        String value = ctx.queryParam(name);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the same answer as for one out of bounds
        }
        throw mistake("The parameter " + name + " must be a whole number from " + min + " to " + max);
    }

    /** One of some words, compared with regard to case. */
    public String oneOf(String name, String otherwise, String... words) {
        String value = ctx.queryParam(name);
        if (value == null) {
            return otherwise;
        }
        for (String word : words) {
            if (word.equals(value)) {
                return word;
            }
        }
        throw mistake("The parameter " + name + " must be one of " + String.join(", ", words));
    }

    public static ProblemException mistake(String detail) {
        return new ProblemException(Problem.invalid(detail));
    }

    private static String shortened(String name) {
        return name.length() <= 40 ? name : name.substring(0, 40) + "…";
    }
}
