package io.linklog.topology.codes;

/**
 * A code that was never given away.
 *
 * @param text the code
 * @param id the ID that it is made of; the log carries it, so that the counter of IDs can be checked against the log
 */
public record GeneratedCode(String text, long id) {}
