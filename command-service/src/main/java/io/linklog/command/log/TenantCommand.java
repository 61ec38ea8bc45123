package io.linklog.command.log;

/** A command that a tenant asks for by its id. A command of another tenant is another one: it is not found. */
public record TenantCommand(String tenant, String id) {}
