package io.linklog.kit.access;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.linklog.kit.http.ApiRoutes;
import io.linklog.kit.http.LeastRole;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.kit.process.Closer;
import io.linklog.kit.ratelimit.Limits;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.keys.KeyBook;
import io.linklog.mesh.keys.KeyText;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Lets a call of the API pass only with a key whose role is enough. Closed by default: whatever is below {@code /api}
 * needs a key, whether or not it exists, but for the routes that {@link ApiRoutes} calls public, and {@code OPTIONS},
 * which only names methods. Thread-safe.
 */
public final class AccessControl {

    private static final String CHALLENGE = "Bearer realm=\"linklog\"";

    /**
     * What the check knows of the keys.
     *
     * @param check finds the caller of a key
     * @param age how old the knowledge is; empty if there is none yet
     * @param writeAge the age after which writes are refused; zero for never
     */
    record Keys(KeyCheck check, Supplier<Optional<Duration>> age, Duration writeAge) {}

    private final boolean required;
    private final Keys keys;
    private final CallLimits limits;
    private final LongAnswers longAnswers;

    /** @param required whether a call needs a key */
    AccessControl(boolean required, Keys keys, CallLimits limits, LongAnswers longAnswers) {
        this.required = required;
        this.keys = keys;
        this.limits = limits;
        this.longAnswers = longAnswers;
    }

    /**
     * Begins to follow the keys in etcd, also where no call needs one. Does not wait for etcd.
     *
     * @param limits counts the calls of each key, and of each address those without one
     */
    public static AccessControl open(
            AccessSettings settings, Etcd etcd, Limits limits, MeterRegistry meters, Closer closer) {
        LongAnswers longAnswers = closer.add("long answers", new LongAnswers());
        KeyBook book = closer.add("API keys", new KeyBook(etcd, settings.snapshot(), meters));
        KeyCheck check = new KeyCheck(book::find, InstantSource.system());
        return new AccessControl(
                settings.required(),
                new Keys(check, book::age, settings.writeAge()),
                new CallLimits(limits),
                longAnswers);
    }

    /** The answers that end when the key of their caller no longer works. */
    public LongAnswers longAnswers() {
        return longAnswers;
    }

    /** Adds a handler that runs before every route. */
    public void addTo(JavalinConfig config) {
        config.routes.before(ctx -> check(config, ctx));
    }

    private void check(JavalinConfig config, Context ctx) {
        // the router's own match decides, so that no spelling of a path gets round the check
        var matched = config.unsafe.internalRouter.findFirstHttpHandlerEntry(ctx.method(), ctx.path());
        boolean isRoute = matched != null && ApiRoutes.isApi(matched.endpoint.path);
        if (!isRoute && !ApiRoutes.isApi(ctx.path())) {
            return;
        }
        RequestKey.refuseInUrl(ctx);
        if (!required) {
            Caller.anybody(limits.client(ctx)).storeIn(ctx);
            return;
        }
        if (ctx.method().equals(HandlerType.OPTIONS)) {
            return;
        }
        LeastRole least = isRoute ? ApiRoutes.leastRole(ctx.method(), matched.endpoint.path) : LeastRole.READER;
        if (least != LeastRole.PUBLIC) {
            caller(ctx, least).storeIn(ctx);
        }
    }

    private Caller caller(Context ctx, LeastRole least) {
        limits.checkAddress(ctx);
        Optional<String> presented = RequestKey.of(ctx);
        if (presented.isEmpty()) {
            throw unauthorized(
                    ctx,
                    CHALLENGE,
                    "This call needs an API key: send it in the header " + KeyText.HEADER
                            + ", or as Authorization: Bearer. ./linklog keys create makes one");
        }
        Duration age = keys.age
                .get()
                .orElseThrow(() -> new ProblemException(Problem.unavailable(
                        "The keys are not known yet: etcd is away since this instance started; try again"
                                + " in a second")));
        Caller caller = keys.check
                .check(presented.get())
                .orElseThrow(() -> unauthorized(
                        ctx,
                        CHALLENGE + ", error=\"invalid_token\"",
                        "The key does not work: it is unknown, wrong, revoked or expired"));
        limits.count(ctx, caller);
        if (!caller.key().map(least::isMetBy).orElse(true)) {
            throw forbidden(
                    least,
                    "This call needs the role " + least.text() + "; the key has the role "
                            + caller.key().map(key -> key.role().text()).orElse("none")
                            + ". Use another key, or ask an admin for one");
        }
        if (!least.isRead() && !keys.writeAge.isZero() && age.compareTo(keys.writeAge) > 0) {
            throw new ProblemException(Problem.unavailable("Writes are refused, because etcd is away for longer than"
                    + " LINKLOG_API_KEYS_WRITE_AGE and a revoked key would still work"));
        }
        return caller;
    }

    private ProblemException unauthorized(Context ctx, String challenge, String detail) {
        limits.countUnauthorized(ctx);
        ctx.header("WWW-Authenticate", challenge);
        return new ProblemException(Problem.of(401, "unauthorized", "A valid API key is needed", detail));
    }

    /**
     * The answer to a call whose key works and may not make it: 403 with the role that may.
     *
     * @param detail what the caller can do
     */
    public static ProblemException forbidden(LeastRole least, String detail) {
        return new ProblemException(Problem.of(403, "role-missing", "The role of the key is not enough", detail)
                .with("requiredRole", least.text()));
    }
}
