/** The words of links and of searches: what makes two spellings one word, and which words a link is found by. */
@NullMarked
package io.linklog.schemas.words;

import org.jspecify.annotations.NullMarked;
