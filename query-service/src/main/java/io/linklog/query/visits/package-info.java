/**
 * The log of visits, from the answer to the topic: {@link io.linklog.query.visits.VisitLog} writes each visit to a
 * journal in a file before it is answered; a thread behind describes it (browser, bot, place) and sends it to Kafka.
 * The way of a visit costs no waiting: what is slow is behind the journal.
 */
@NullMarked
package io.linklog.query.visits;

import org.jspecify.annotations.NullMarked;
