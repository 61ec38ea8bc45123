/**
 * Codes that are unique by construction: IDs from ranges leased by compare-and-set, permuted over 62^7. Taking one
 * makes no remote call.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.topology.codes;
