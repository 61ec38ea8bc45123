package io.linklog.topology.visits;

import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.VisitsCounted;
import org.jspecify.annotations.Nullable;

/** The stored counts of one partition. The reader of a record may change it. */
interface CountStore {

    @Nullable
    VisitTotals totals(TotalsKey key);

    @Nullable
    VisitsCounted countsOf(String journal);

    void put(TotalsKey key, VisitTotals totals);

    void put(VisitsCounted counted);
}
