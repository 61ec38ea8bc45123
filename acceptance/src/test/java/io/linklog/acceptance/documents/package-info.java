/** The documents as a reader tries them: their commands run, and what they show is compared with what came. */
@NullMarked
package io.linklog.acceptance.documents;

import org.jspecify.annotations.NullMarked;
