/** Commands against abuse: they take links down and reinstate them. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.abuse;
