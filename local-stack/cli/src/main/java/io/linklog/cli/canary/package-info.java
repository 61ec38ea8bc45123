/** {@code ./linklog canary}: what people say to a rollout, and what they see of it. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.canary;
