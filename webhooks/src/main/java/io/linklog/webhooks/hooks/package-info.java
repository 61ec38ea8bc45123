/** Webhooks as operators want them, and what instances report about them, both in etcd. */
@org.jspecify.annotations.NullMarked
package io.linklog.webhooks.hooks;
