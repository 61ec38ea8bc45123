/**
 * The contracts between the processes. This package holds only the records that Avro generates from
 * {@code src/main/avro}; its name is part of every registered schema, so it cannot change. {@code topics},
 * {@code wire}, {@code rules}, {@code encoding}, {@code projection} and {@code view} hold the code around them.
 */
package io.linklog.schemas;
