/** What every service opens before its own parts, in one place. */
@org.jspecify.annotations.NullMarked
package io.linklog.kit.service;
