/** Commands about what links lead to: they check targets, take links down, and read reports. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.abuse;
