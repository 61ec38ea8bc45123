/** Clients that go on while a test breaks things, and remember what they were answered. */
@org.jspecify.annotations.NullMarked
package io.linklog.acceptance.load;
