package io.linklog.topology.domain;

/** What a command leads to. */
public sealed interface Decision permits Acceptance, Rejection {}
