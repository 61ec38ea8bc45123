/** Reports of visitors about links: the form, the log that they go to, and the list for admins. */
@NullMarked
package io.linklog.query.reports;

import org.jspecify.annotations.NullMarked;
