/** Forms of values that several modules must write the same way. */
@org.jspecify.annotations.NullMarked
package io.linklog.schemas.encoding;
