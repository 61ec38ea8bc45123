/** {@code ./linklog keys}: makes, lists, revokes and rotates API keys in etcd; and the stack's first key. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.keys;
