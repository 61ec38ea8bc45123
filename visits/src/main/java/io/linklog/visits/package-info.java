/** The classification of visits (agent, bot, place), and the generations of the visit count. */
@org.jspecify.annotations.NullMarked
package io.linklog.visits;
