/** Answers a short link with its redirect, and injects faults on request for tests of rollouts. */
@org.jspecify.annotations.NullMarked
package io.linklog.query.redirect;
