package io.linklog.cli.importing;

import java.util.concurrent.atomic.AtomicBoolean;

/** One link on its way. Answered once, however often it is sent and whoever comes late. */
final class Item {

    final Entry entry;
    final LineId id;
    /** The line of the request, its end included. */
    final byte[] bytes;

    private final AtomicBoolean answered = new AtomicBoolean();

    Item(Entry entry, LineId id, NewLink link) {
        this.entry = entry;
        this.id = id;
        byte[] json = link.json(LineKeys.idempotencyKey(id));
        this.bytes = java.util.Arrays.copyOf(json, json.length + 1);
        this.bytes[json.length] = '\n';
    }

    /** True for the first who asks, who is then to record the answer. */
    boolean take() {
        return answered.compareAndSet(false, true);
    }

    boolean isAnswered() {
        return answered.get();
    }
}
