/** The topic catalogue: every topic with its settings, its keys and its partitions. */
@NullMarked
package io.linklog.schemas.topics;

import org.jspecify.annotations.NullMarked;
