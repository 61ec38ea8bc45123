/** What an operator says about the targets of links. */
@NullMarked
package io.linklog.kit.targets;

import org.jspecify.annotations.NullMarked;
