/** What Linklog is compared to in the same run: a bare Kafka Streams topology and nginx. */
@org.jspecify.annotations.NullMarked
package io.linklog.bench.reference;
