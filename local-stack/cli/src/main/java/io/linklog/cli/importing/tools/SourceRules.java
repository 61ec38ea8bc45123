package io.linklog.cli.importing.tools;

import org.jspecify.annotations.Nullable;

/**
 * What the caller says about the links of a file.
 *
 * @param tool whose file it is
 * @param keepCodes whether the shortCode of Linklog's own export counts as the slug; other tools' codes always do
 * @param defaultScheme of targets without one; null: they are refused
 * @param onTakenNew whether a link whose slug is taken gets a generated code
 * @param renameAdvice what to do about a code that Linklog cannot have
 */
record SourceRules(
        Tool tool,
        boolean keepCodes,
        boolean ignoreUnknown,
        boolean findIfExists,
        @Nullable String defaultScheme,
        boolean onTakenNew,
        String renameAdvice) {}
