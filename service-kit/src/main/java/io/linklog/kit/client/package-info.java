/** Who calls: the address of a client, found behind trusted proxies. */
@org.jspecify.annotations.NullMarked
package io.linklog.kit.client;
