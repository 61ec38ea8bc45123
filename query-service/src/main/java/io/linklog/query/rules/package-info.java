/**
 * The redirect rules of a link: which target a visitor gets. All of it is computed in memory, on the redirect's thread.
 */
@NullMarked
package io.linklog.query.rules;

import org.jspecify.annotations.NullMarked;
