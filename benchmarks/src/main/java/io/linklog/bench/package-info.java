/**
 * The load harness: what the issue promises in numbers, each measured as a ratio to a reference in the same run.
 * Nothing here is part of a running Linklog.
 */
package io.linklog.bench;
