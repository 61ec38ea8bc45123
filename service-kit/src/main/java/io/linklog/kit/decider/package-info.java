/** The order to build the stores of the deciding process again: given by a command, followed by streams-topology. */
@NullMarked
package io.linklog.kit.decider;

import org.jspecify.annotations.NullMarked;
