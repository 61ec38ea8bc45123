package io.linklog.command.reads;

import io.linklog.kit.access.Caller;
import io.linklog.mesh.keys.Role;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a read of a link tells a write call.
 *
 * @param targets all of them: of the link, of its redirect rules and its picture
 * @param createdBy the id of the key that made the link; null where none did
 * @param isActive whether the link is neither deleted nor taken down
 */
public record ReadLink(
        String longUrl, Set<String> targets, @Nullable String createdBy, boolean isActive) {

    /** Whether a caller may change the link, as the topology judges it. */
    public boolean mayBeChangedBy(Caller caller) {
        return caller.key()
                .map(key -> key.role().includes(Role.EDITOR) || key.id().equals(createdBy))
                .orElse(true);
    }
}
