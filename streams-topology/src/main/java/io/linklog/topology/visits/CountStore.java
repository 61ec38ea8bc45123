package io.linklog.topology.visits;

import io.linklog.schemas.VisitTotals;
import io.linklog.schemas.VisitsCounted;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stored counts of one partition. The reader of a record may change it. */
interface CountStore {

    @Nullable
    VisitTotals totals(TotalsKey key);

    @Nullable
    VisitsCounted countsOf(String journal);

    /** The rows of a name that begin at a time or before. */
    List<TotalsKey> keys(String name, Instant until);

    void put(TotalsKey key, VisitTotals totals);

    void put(VisitsCounted counted);
}
