package io.linklog.topology.visits;

import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.VisitsCounted;
import org.jspecify.annotations.Nullable;

/** What one partition has counted, as it is kept. A record that was read is its reader's to change. */
interface CountedState {

    @Nullable
    VisitTotals totals(TotalsKey key);

    @Nullable
    VisitsCounted counted(String journal);

    void put(TotalsKey key, VisitTotals totals);

    void put(VisitsCounted counted);
}
