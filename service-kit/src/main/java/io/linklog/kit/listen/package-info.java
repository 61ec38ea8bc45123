/** Where a process listens, and the host names that its callers may use. */
@NullMarked
package io.linklog.kit.listen;

import org.jspecify.annotations.NullMarked;
