/** A whole Linklog on one machine: the servers, the instances of each service, the edge, sidecars. */
@org.jspecify.annotations.NullMarked
package io.linklog.stack.whole;
