/** Calls to addresses that strangers choose: only public ones, checked at the moment of connecting. */
@org.jspecify.annotations.NullMarked
package io.linklog.kit.outbound;
