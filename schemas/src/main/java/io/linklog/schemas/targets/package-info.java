/** Where a target leads: its host as a client understands it, and what is said about hosts. */
@NullMarked
package io.linklog.schemas.targets;

import org.jspecify.annotations.NullMarked;
