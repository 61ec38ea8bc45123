package io.linklog.topology;

import io.linklog.schemas.RememberedCommand;
import io.linklog.schemas.StoredLink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one partition knows, to read. In production {@link StoredState}; pure tests keep maps. */
interface PartitionState {

    /** The link of a code that this partition owns; null when the code was never given. */
    @Nullable
    StoredLink link(String code);

    /** See {@link Remembered#find}. */
    @Nullable
    RememberedCommand remembered(String scope, long time);

    /** See {@link UrlIndex#candidates}. */
    List<String> candidates(String urlKey);
}
