/** Black-box tests of a whole Linklog: over HTTP, the command line, and the clients of its servers. */
@org.jspecify.annotations.NullMarked
package io.linklog.acceptance;
