/** Writes records of the API's calls to the log. */
@org.jspecify.annotations.NullMarked
package io.linklog.query.log;
