/** Reads settings from environment variables. Reports all mistakes together, before the process opens anything. */
@org.jspecify.annotations.NullMarked
package io.linklog.kit.settings;
