package io.linklog.command;

/**
 * One mistake in a body.
 *
 * @param pointer where, as a JSON pointer (RFC 6901); empty for the whole body
 * @param detail what to do
 */
record FieldError(String pointer, String detail) {}
