/** Child processes that outlive their parent: how they start, how they are found again, how they end. */
@org.jspecify.annotations.NullMarked
package io.linklog.stack.process;
