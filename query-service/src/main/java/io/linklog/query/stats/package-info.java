/** The API's statistics: totals of visits, single visits, and the reconciliation of journals with counts. */
@org.jspecify.annotations.NullMarked
package io.linklog.query.stats;
