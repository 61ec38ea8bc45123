package io.linklog.cli.importing.values;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whole numbers, as spreadsheets write them. */
public final class Numbers {

    private static final Pattern PLAIN = Pattern.compile("[+-]?\\d{1,19}");
    private static final Pattern GROUPED =
            Pattern.compile("\\d{1,3}(?:(,\\d{3})+|( \\d{3})+|(\\u00A0\\d{3})+|(\\u202F\\d{3})+|('\\d{3})+)(\\.0+)?");
    private static final Pattern EITHER = Pattern.compile("\\d{1,3}(\\.\\d{3})+(,0+)?");
    private static final Pattern FRACTION_OF_ZEROS = Pattern.compile("[+-]?\\d{1,18}\\.0+");

    private Numbers() {}

    /**
     * The number that a text means: {@code 1,000} and {@code 1000.0} are 1000.
     *
     * @return null for a text that is no whole number
     * @throws BadValue for {@code 1.000}, which is one or a thousand
     */
    public static @Nullable Long parse(String text) throws BadValue {
        if (PLAIN.matcher(text).matches()) {
            return whole(text);
        }
        if (EITHER.matcher(text).matches()) {
            String plain = text.replaceAll(",0+$", "").replace(".", "");
            throw new BadValue("may be " + text.substring(0, text.indexOf('.')) + " or " + plain + " as \"" + text
                    + "\"; write it without separators");
        }
        if (FRACTION_OF_ZEROS.matcher(text).matches()) {
            return Long.parseLong(text.substring(0, text.indexOf('.')));
        }
        if (text.length() < 24 && GROUPED.matcher(text).matches()) {
            String digits = text.replaceAll("\\.0+$", "").replaceAll("\\D", "");
            return whole(digits);
        }
        return null;
    }

    /** Null for a number of 19 digits that no long has. */
    private static @Nullable Long whole(String digits) {
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
