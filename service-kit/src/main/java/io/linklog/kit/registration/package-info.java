/** Registers a process in the service registry and keeps its state there up to date. */
@org.jspecify.annotations.NullMarked
package io.linklog.kit.registration;
