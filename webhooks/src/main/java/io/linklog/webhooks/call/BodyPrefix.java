package io.linklog.webhooks.call;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the first bytes of a response body and cancels the rest: only the status matters. Called by one thread at a
 * time.
 */
final class BodyPrefix implements BodySubscriber<byte[]> {

    /** Bytes. */
    static final int MOST = 4_096;

    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> prefix = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    @Override
    public CompletionStage<byte[]> getBody() {
        return prefix;
    }

    @Override
    public void onSubscribe(Flow.Subscription next) {
        subscription = next;
        next.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] bytes = new byte[Math.min(buffer.remaining(), MOST - taken.size())];
            boolean more = bytes.length < buffer.remaining();
            buffer.get(bytes);
            taken.writeBytes(bytes);
            if (more) {
                prefix.complete(taken.toByteArray());
                if (subscription != null) {
                    subscription.cancel();
                }
                return;
            }
        }
    }

    @Override
    public void onError(Throwable error) {
        prefix.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
        prefix.complete(taken.toByteArray());
    }
}
