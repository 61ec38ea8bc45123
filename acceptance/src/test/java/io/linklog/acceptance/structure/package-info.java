/** Tests of the sources themselves: which module and package may use which. */
@NullMarked
package io.linklog.acceptance.structure;

import org.jspecify.annotations.NullMarked;
