package io.linklog.kit.tracing;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.ExecutionInfo;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.metadata.Node;
import io.linklog.mesh.async.Causes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.semconv.DbAttributes;
import io.opentelemetry.semconv.ErrorAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import java.net.InetSocketAddress;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Executes Cassandra statements and makes their spans, by the semantic conventions for databases. Thread-safe. */
public final class CassandraSpans {

    /**
     * The attributes of a statement, as the conventions name them.
     *
     * @param operation {@code SELECT}, {@code INSERT}, {@code BATCH}, …
     * @param table the table that the statement reads or writes
     */
    public record Operation(String operation, String keyspace, String table) {}

    private final Tracing tracing;

    public CassandraSpans(Tracing tracing) {
        this.tracing = tracing;
    }

    /** Executes a statement. Makes a span if the parent is sampled. */
    public CompletionStage<AsyncResultSet> execute(
            CqlSession session, Statement<?> statement, Operation what, SpanContext parent) {
        if (!tracing.isOn() || !parent.isSampled()) {
            return session.executeAsync(statement);
        }
        Span span = tracing.start(SpanKind.CLIENT, what.operation + " " + what.table, parent);
        span.setAttribute(DbAttributes.DB_SYSTEM_NAME, "cassandra");
        span.setAttribute(DbAttributes.DB_OPERATION_NAME, what.operation);
        span.setAttribute(DbAttributes.DB_NAMESPACE, what.keyspace);
        span.setAttribute(DbAttributes.DB_COLLECTION_NAME, what.table);
        if (statement instanceof BoundStatement bound) {
            // the text with bind markers; values must not reach the collector
            span.setAttribute(
                    DbAttributes.DB_QUERY_TEXT, bound.getPreparedStatement().getQuery());
        }
        CompletableFuture<AsyncResultSet> answer;
        try {
            answer = session.executeAsync(statement).toCompletableFuture();
        } catch (RuntimeException e) {
            end(span, null, e);
            throw e;
        }
        CompletableFuture<AsyncResultSet> traced =
                answer.whenComplete((rows, error) -> end(span, rows == null ? null : rows.getExecutionInfo(), error));
        // a caller that cancels what it got cancels the statement, as without a span; the action above then never runs
        traced.whenComplete((rows, error) -> {
            if (error instanceof CancellationException) {
                answer.cancel(/* mayInterruptIfRunning= */ false);
                end(span, null, error);
            }
        });
        return traced;
    }

    private static void end(Span span, @Nullable ExecutionInfo info, @Nullable Throwable error) {
        if (info != null) {
            describe(span, info);
        }
        if (error != null) {
            Throwable cause = Causes.unwrap(error);
            span.setAttribute(ErrorAttributes.ERROR_TYPE, cause.getClass().getName());
            span.setStatus(StatusCode.ERROR, String.valueOf(cause.getMessage()));
        }
        span.end();
    }

    private static void describe(Span span, ExecutionInfo info) {
        span.setAttribute("cassandra.speculative_execution.count", info.getSpeculativeExecutionCount());
        Node coordinator = info.getCoordinator();
        if (coordinator == null) {
            return;
        }
        if (coordinator.getHostId() != null) {
            span.setAttribute(
                    "cassandra.coordinator.id", coordinator.getHostId().toString());
        }
        if (coordinator.getEndPoint().resolve() instanceof InetSocketAddress address) {
            span.setAttribute(ServerAttributes.SERVER_ADDRESS, address.getHostString());
            span.setAttribute(ServerAttributes.SERVER_PORT, (long) address.getPort());
        }
    }
}
