package io.linklog.topology;

import io.linklog.schemas.KeyRole;
import io.linklog.schemas.LinkChanges;
import io.linklog.schemas.LinkCommand;
import io.linklog.topology.decision.Commands;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Commands of all kinds that meet each other: few slugs, few URLs, few idempotency keys, few senders. */
final class RandomCommands {

    private final Random random;
    private final String run;
    private final List<LinkCommand> withKey = new ArrayList<>();

    RandomCommands(long seed, String run) {
        this.random = new Random(seed);
        this.run = run;
    }

    LinkCommand next() {
        if (!withKey.isEmpty() && random.nextInt(10) == 0) {
            // the same request again, as a client repeats it
            LinkCommand before = withKey.get(random.nextInt(withKey.size()));
            LinkCommand again = Commands.of(before.getBody(), before.getIdempotencyKey());
            again.setSenderKey(before.getSenderKey());
            return again;
        }
        String key = random.nextInt(3) == 0 ? run + "-key-" + random.nextInt(2_000) : null;
        LinkCommand command = Commands.of(body(), key);
        if (random.nextBoolean()) {
            String sender = random.nextBoolean() ? "ann" : "ben";
            Commands.sentBy(sender, random.nextInt(3) == 0 ? KeyRole.EDITOR : KeyRole.AUTHOR, command);
        }
        if (key != null) {
            withKey.add(command);
        }
        return command;
    }

    private Object body() {
        return switch (random.nextInt(10)) {
            case 0, 1 -> Commands.create(url());
            case 2, 3 -> Commands.create(url(), slug(), false);
            case 4 -> Commands.create(url(), slug(), true);
            case 5, 6 -> Commands.create(url(), null, true);
            case 7 -> Commands.edit(slug(), version(), changes());
            case 8 -> Commands.delete(slug());
            default ->
                random.nextBoolean()
                        ? Commands.restore(slug())
                        : Commands.edit(slug(), null, LinkChanges.newBuilder().setLongUrl(url()));
        };
    }

    private LinkChanges.Builder changes() {
        return random.nextBoolean()
                ? LinkChanges.newBuilder().setTitle("Title " + random.nextInt(5))
                : LinkChanges.newBuilder()
                        .setTags(List.of("tag-" + random.nextInt(5)))
                        .setLongUrl(url());
    }

    private Long version() {
        return random.nextBoolean() ? null : (Long) (long) (1 + random.nextInt(4));
    }

    private String slug() {
        return run + "-" + random.nextInt(1_500);
    }

    private String url() {
        return "https://example.org/" + run + "/" + random.nextInt(1_000);
    }
}
