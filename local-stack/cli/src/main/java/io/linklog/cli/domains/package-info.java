/** {@code ./linklog domains}: the short domains of tenants. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.domains;
