/**
 * The contracts between the processes: Avro records, their wire format, the schema registry and the topic catalogue.
 * Knows Kafka's and the registry's formats; knows nothing of what a link means.
 */
package io.linklog.schemas;
