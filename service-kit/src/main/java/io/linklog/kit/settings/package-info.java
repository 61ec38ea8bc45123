/** Settings, read from the environment. All mistakes are reported together, before anything is opened. */
@org.jspecify.annotations.NullMarked
package io.linklog.kit.settings;
