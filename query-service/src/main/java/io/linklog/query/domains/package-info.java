/** Which short domain a visitor asks. */
@org.jspecify.annotations.NullMarked
package io.linklog.query.domains;
