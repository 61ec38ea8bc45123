/** What commands and visits may contain. Every writer and the topology check by the same rules. */
@NullMarked
package io.linklog.schemas.rules;

import org.jspecify.annotations.NullMarked;
