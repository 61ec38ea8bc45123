package io.linklog.query.http;

import io.javalin.http.Context;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.schemas.names.DomainNames;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.names.SlugRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The query parameters of a request, validated: an invalid one is an error and is never ignored. */
public final class QueryParameters {

    private final Context ctx;

    /** @throws ProblemException for a parameter that the call does not know, or that is given twice */
    public QueryParameters(Context ctx, Set<String> known) {
        this(ctx, known, Set.of());
    }

    /**
     * The same with parameters that may be given more than once.
     *
     * @param lists those of the known parameters that may be repeated
     */
    public QueryParameters(Context ctx, Set<String> known, Set<String> lists) {
        this.ctx = ctx;
        ctx.queryParamMap().forEach((name, values) -> {
            if (!known.contains(name)) {
                throw invalid(
                        "Unknown parameter " + abbreviate(name) + "; known parameters: " + String.join(", ", known));
            }
            if (values.size() > 1 && !lists.contains(name)) {
                throw invalid("The parameter " + name + " is given " + values.size() + " times; pass it once");
            }
        });
    }

    /** The text of a parameter; null when it is not given. */
    @Nullable
    public String text(String name, int longest) {
        String value = ctx.queryParam(name);
        if (value == null) {
            return null;
        }
        if (value.isEmpty() || value.length() > longest) {
            throw invalid("The parameter " + name + " must have 1 to " + longest + " characters");
        }
        return value;
    }

    /** The name of the link that the path ({@code code}) and the parameter {@code domain} ask for. */
    public static String linkName(Context ctx) {
        return LinkName.text(domain(ctx), SlugRules.compose(ctx.pathParam("code")));
    }

    /** The parameter {@code domain}; null for the default domain. */
    public @Nullable String domain() {
        return domain(ctx);
    }

    private static @Nullable String domain(Context ctx) {
        String domain = ctx.queryParam("domain");
        if (domain != null) {
            DomainNames.mistake(domain).ifPresent(mistake -> {
                throw invalid("The parameter domain " + mistake);
            });
        }
        return domain;
    }

    /** The values of a parameter that is repeated or has commas between its values; empty when it is not given. */
    public List<String> list(String name, int most) {
        List<String> all = new ArrayList<>();
        for (String value : ctx.queryParams(name)) {
            all.addAll(List.of(value.split(",", -1)));
        }
        if (all.size() > most || all.contains("")) {
            throw invalid("The parameter " + name + " must have 1 to " + most + " values, separated by commas");
        }
        return all;
    }

    /** An integer; both bounds are inclusive. */
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
            // answered like a number out of bounds
        }
        throw invalid("The parameter " + name + " must be an integer from " + min + " to " + max);
    }

    /** One of some words; case-sensitive. */
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
        throw invalid("The parameter " + name + " must be one of " + String.join(", ", words));
    }

    /** 400 with an explanation. */
    public static ProblemException invalid(String detail) {
        return new ProblemException(Problem.invalid(detail));
    }

    private static String abbreviate(String name) {
        return name.length() <= 40 ? name : name.substring(0, 40) + "…";
    }
}
