/** What goes on beside a stack after {@code up}: dead processes start again, logs stay short. */
@org.jspecify.annotations.NullMarked
package io.linklog.stack.supervision;
