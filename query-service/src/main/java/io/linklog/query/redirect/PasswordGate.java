package io.linklog.query.redirect;

import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.kit.passwords.PasswordHash;
import io.linklog.kit.passwords.PasswordThreads;
import io.linklog.kit.ratelimit.AddressLimits.Failure;
import io.linklog.kit.ratelimit.Limits;
import io.linklog.kit.ratelimit.Taken;
import io.linklog.query.http.FormBody;
import io.linklog.schemas.rules.PasswordRules;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.FormFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/**
 * Checks the passwords that visitors send. Few checks run or wait at once, and an address has a share of the places. An
 * address that tries too many wrong passwords of a link waits; others go on. Thread-safe.
 */
public final class PasswordGate {

    /** The longest password, of four bytes a character, percent-encoded, fits. */
    private static final int LONGEST_BODY = 2_048;

    private static final int MOST_FIELDS = 4;

    private final Limits limits;
    private final PasswordThreads threads;

    public PasswordGate(Limits limits, PasswordThreads threads) {
        this.limits = limits;
        this.threads = threads;
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
     *     not the form, 429 if the address has its share of the checks, 503 if all places are taken
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
                        fields -> check(request, fields, hash, verdict),
                        error -> verdict.completeExceptionally(unreadable())));
        return verdict;
    }

    private void check(Request request, Fields fields, String hash, CompletableFuture<Boolean> verdict) {
        String password = fields.getValue("password");
        if (password == null) {
            verdict.completeExceptionally(unreadable());
        } else if (PasswordRules.mistake(password).isPresent()) {
            verdict.complete(false);
        } else {
            threads.run(client(request), () -> PasswordHash.matches(password, hash))
                    .whenComplete((matches, error) -> {
                        if (error == null) {
                            verdict.complete(matches);
                        } else {
                            verdict.completeExceptionally(error);
                        }
                    });
        }
    }

    private String client(Request request) {
        return limits.addresses().client(limits.proxies().client(request));
    }

    private static ProblemException unreadable() {
        return new ProblemException(
                Problem.of(400, "invalid-request", "The form is not complete", "Send a form with the field password"));
    }
}
