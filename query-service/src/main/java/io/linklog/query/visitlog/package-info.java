/**
 * Logs each visit in a local journal before the visitor is answered, and sends the journal to the topic {@code visits}.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.query.visitlog;
