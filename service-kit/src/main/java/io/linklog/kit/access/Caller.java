package io.linklog.kit.access;

import io.javalin.http.Context;
import io.linklog.mesh.keys.ApiKey;
import io.linklog.mesh.keys.KeyText;
import java.net.http.HttpRequest;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Who makes a call of the API. Thread-safe.
 *
 * <p>A caller was checked when its request began. A long answer asks {@link #isValid} again while it goes on.
 */
public final class Caller {

    static final String ATTRIBUTE = "linklog.caller";

    private final Optional<ApiKey> key;
    private final Optional<KeyText> presented;
    private final BooleanSupplier valid;
    private final String client;

    /** @param presented the key as the caller sent it */
    Caller(ApiKey key, KeyText presented, BooleanSupplier valid) {
        this(Optional.of(key), Optional.of(presented), valid, "key " + key.id());
    }

    /**
     * Anybody, where keys are switched off.
     *
     * @param client names the address
     */
    static Caller anybody(String client) {
        return new Caller(Optional.empty(), Optional.empty(), () -> true, client);
    }

    private Caller(Optional<ApiKey> key, Optional<KeyText> presented, BooleanSupplier valid, String client) {
        this.key = key;
        this.presented = presented;
        this.valid = valid;
        this.client = client;
    }

    /**
     * The caller of a request.
     *
     * @throws NullPointerException if the route needs no key
     */
    public static Caller of(Context ctx) {
        return Objects.requireNonNull(ctx.attribute(ATTRIBUTE), "this route has no caller");
    }

    void storeIn(Context ctx) {
        ctx.attribute(ATTRIBUTE, this);
    }

    /** The key as it was when the request began; empty where keys are switched off. */
    public Optional<ApiKey> key() {
        return key;
    }

    /** The client for which places are counted: the key, else the address. */
    public String client() {
        return client;
    }

    /** The tenant whose links the caller works on. */
    public String tenant() {
        return key.map(ApiKey::tenant).orElse(ApiKey.DEFAULT_TENANT);
    }

    /**
     * Adds the caller's own key to a call that this service makes for the caller, so that the other service comes to
     * the same verdict. Services have no keys of their own.
     */
    public void addTo(HttpRequest.Builder call) {
        presented.ifPresent(text -> call.header(KeyText.HEADER, text.reveal()));
    }

    /** Whether the key still works now: it was not revoked or changed meanwhile, and has not expired. */
    public boolean isValid() {
        return valid.getAsBoolean();
    }
}
