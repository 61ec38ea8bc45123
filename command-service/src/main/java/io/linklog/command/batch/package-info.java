/** {@code POST /api/v1/links/batch}: many creates in one request, streamed in both directions. */
@org.jspecify.annotations.NullMarked
package io.linklog.command.batch;
