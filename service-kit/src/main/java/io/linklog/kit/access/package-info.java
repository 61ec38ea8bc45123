/** Who may call the API: finds the key of a request, checks it, and compares its role with the one the route needs. */
@org.jspecify.annotations.NullMarked
package io.linklog.kit.access;
