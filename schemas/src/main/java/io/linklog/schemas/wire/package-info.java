/** Records as bytes: Avro in Confluent's wire format, and the client of the schema registry. */
@NullMarked
package io.linklog.schemas.wire;

import org.jspecify.annotations.NullMarked;
