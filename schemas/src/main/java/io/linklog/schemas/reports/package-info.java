/** Reports of visitors about links: their ids, and what they may contain. */
@NullMarked
package io.linklog.schemas.reports;

import org.jspecify.annotations.NullMarked;
