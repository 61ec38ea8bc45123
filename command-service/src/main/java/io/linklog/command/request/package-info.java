/** Requests to change links: their JSON, their checks, and the fingerprint that identifies a repeat. */
@org.jspecify.annotations.NullMarked
package io.linklog.command.request;
