/** The settings of an agent: its role, the program beside it, its certificate and its door. */
@NullMarked
package io.linklog.sidecar.settings;

import org.jspecify.annotations.NullMarked;
