package io.linklog.query.redirect;

import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.kit.passwords.PasswordHash;
import io.linklog.kit.ratelimit.AddressLimits.Failure;
import io.linklog.kit.ratelimit.Limits;
import io.linklog.kit.ratelimit.Taken;
import io.linklog.query.http.FormBody;
import io.linklog.schemas.rules.PasswordRules;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.FormFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/**
 * Checks the passwords that visitors send. A check costs tens of milliseconds of a core and megabytes, so few run at
 * once and few wait. An address that tries too many wrong passwords of a link waits; others go on. Thread-safe.
 */
public final class PasswordGate implements AutoCloseable {

    /** The longest password, of four bytes a character, percent-encoded, fits. */
    private static final int LONGEST_BODY = 2_048;

    private static final int MOST_FIELDS = 4;
    /** Checks that wait: about a second on two cores. */
    private static final int MOST_WAITING = 32;

    private final Limits limits;
    private final ExecutorService checks;

    public PasswordGate(Limits limits) {
        int cores = Runtime.getRuntime().availableProcessors();
        this.limits = limits;
        this.checks = new ThreadPoolExecutor(
                cores, cores, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), work -> {
                    Thread thread = new Thread(work, "password check");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** The refusal of an address that has tried too many wrong passwords of a link; empty if it may try. */
    Optional<Taken> refusal(Request request, String link) {
        return limits.addresses().refusal(Failure.PASSWORD, limits.proxies().client(request), link);
    }

    /** Counts a wrong password; a refusal takes the place of its answer. */
    Optional<Taken> count(Request request, String link) {
        return limits.addresses().count(Failure.PASSWORD, limits.proxies().client(request), link);
    }

    /**
     * Reads the form and checks its password.
     *
     * @param hash of the link
     * @return whether the password is right; fails with a {@link ProblemException}: 400, 413, 415 for a body that is
     *     not the form, 503 if too many checks wait
     */
    CompletableFuture<Boolean> check(Request request, String hash) {
        Optional<Problem> refusal =
                FormBody.refusal(request.getHeaders().get(HttpHeader.CONTENT_TYPE), request.getLength(), LONGEST_BODY);
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(new ProblemException(refusal.get()));
        }
        CompletableFuture<Boolean> verdict = new CompletableFuture<>();
        FormFields.onFields(
                request,
                StandardCharsets.UTF_8,
                MOST_FIELDS,
                LONGEST_BODY,
                Promise.Invocable.from(
                        InvocationType.NON_BLOCKING,
                        fields -> check(fields, hash, verdict),
                        error -> verdict.completeExceptionally(unreadable())));
        return verdict;
    }

    private void check(Fields fields, String hash, CompletableFuture<Boolean> verdict) {
        String password = fields.getValue("password");
        if (password == null) {
            verdict.completeExceptionally(unreadable());
        } else if (PasswordRules.mistake(password).isPresent()) {
            verdict.complete(false);
        } else {
            try {
                checks.execute(() -> {
                    try {
                        verdict.complete(PasswordHash.matches(password, hash));
                    } catch (RuntimeException | Error e) {
                        verdict.completeExceptionally(e);
                    }
                });
            } catch (RejectedExecutionException e) {
                verdict.completeExceptionally(new ProblemException(
                        Problem.unavailable("Too many passwords are checked at the moment; try again")));
            }
        }
    }

    private static ProblemException unreadable() {
        return new ProblemException(
                Problem.of(400, "invalid-request", "The form is not complete", "Send a form with the field password"));
    }

    /** Checks that wait are dropped. */
    @Override
    public void close() {
        checks.shutdownNow();
    }
}
