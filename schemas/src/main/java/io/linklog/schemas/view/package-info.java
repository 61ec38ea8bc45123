/** The JSON views of records: links, changes, events and visits as the API shows them. */
@NullMarked
package io.linklog.schemas.view;

import org.jspecify.annotations.NullMarked;
