package io.linklog.projector.replay;

import java.util.Optional;

/** The row of one key in both keyspaces; an empty side does not have it. */
record RowPair(Optional<ComparedTable.Line> old, Optional<ComparedTable.Line> fresh) {

    boolean areEqual() {
        return old.equals(fresh);
    }

    boolean bothChangedSince(RowPair before) {
        return !old.equals(before.old) && !fresh.equals(before.fresh);
    }
}
