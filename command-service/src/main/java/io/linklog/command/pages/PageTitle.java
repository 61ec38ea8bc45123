package io.linklog.command.pages;

import io.linklog.kit.outbound.BodyPart;
import io.linklog.kit.outbound.OutboundAnswer;
import io.linklog.schemas.rules.LinkRules;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;

/** Finds the title of a page in HTML. */
final class PageTitle {

    /** What is read of a page. */
    static final BodyPart PART = new BodyPart(BodyPart.MOST, "</title>");

    private static final Set<String> HTML = Set.of("text/html", "application/xhtml+xml");
    private static final Pattern CHARSET = Pattern.compile("(?i);\\s*charset\\s*=\\s*[\"']?([^\\s;\"']+)");
    private static final String NO_ENCODING = "identity";

    private PageTitle() {}

    /** The title in the form that a link's title has; empty if the page has none, or is no HTML. */
    static Optional<String> of(OutboundAnswer answer) {
        String type = answer.header("content-type").orElse("text/html");
        int parameters = type.indexOf(';');
        String mediaType = parameters < 0 ? type : type.substring(0, parameters);
        boolean isHtml = HTML.contains(mediaType.strip().toLowerCase(Locale.ROOT));
        // none was asked for: a small body could unpack to a huge one
        boolean isPlain = answer.header("content-encoding")
                .map(encoding -> encoding.equalsIgnoreCase(NO_ENCODING))
                .orElse(true);
        if (!isHtml || !isPlain) {
            return Optional.empty();
        }
        String title = clean(parse(answer.body(), charset(type)));
        return title.isEmpty() ? Optional.empty() : Optional.of(title);
    }

    private static String parse(byte[] body, @Nullable String charset) {
        try {
            return Jsoup.parse(new ByteArrayInputStream(body), charset, "").title();
        } catch (IOException e) {
            throw new UncheckedIOException("Reading an array in memory cannot fail", e);
        }
    }

    /** The name of the charset in the header; null if there is none that works: the page says it then. */
    private static @Nullable String charset(String type) {
        Matcher name = CHARSET.matcher(type);
        try {
            return name.find() && Charset.isSupported(name.group(1)) ? name.group(1) : null;
        } catch (IllegalCharsetNameException e) {
            return null;
        }
    }

    /** Without control characters and halves of characters, and not longer than a title may be. */
    private static String clean(String title) {
        StringBuilder clean = new StringBuilder();
        title.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE)
                .takeWhile(c -> clean.length() + Character.charCount(c) <= LinkRules.LONGEST_TITLE)
                .forEach(clean::appendCodePoint);
        return clean.toString().strip();
    }
}
