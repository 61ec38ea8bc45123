/** The tables of a keyspace and the statements that write them. */
@org.jspecify.annotations.NullMarked
package io.linklog.projector.tables;
