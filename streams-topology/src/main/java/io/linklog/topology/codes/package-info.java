/**
 * Generates codes that are unique by construction: IDs come from ranges leased by compare-and-set, and are permuted
 * over 62^7. Taking a code makes no remote call.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.topology.codes;
