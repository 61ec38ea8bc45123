/** How a process shows itself in the service registry. */
@org.jspecify.annotations.NullMarked
package io.linklog.kit.registration;
