package io.linklog.topology.domain;

/** The result of a command. */
public sealed interface Decision permits Acceptance, Rejection {}
