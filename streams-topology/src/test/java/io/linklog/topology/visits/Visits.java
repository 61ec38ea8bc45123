package io.linklog.topology.visits;

import io.linklog.schemas.DeviceClass;
import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitKind;
import java.time.Instant;

/** Makes visits for tests: by default of a person with one browser, on partition 0. */
public final class Visits {

    private Visits() {}

    public static Visit.Builder of(String journal, long sequence, String code, Instant at) {
        return Visit.newBuilder()
                .setJournal(journal)
                .setPartition(0)
                .setSequence(sequence)
                .setCode(code)
                .setAt(at)
                .setKind(VisitKind.REDIRECT)
                // said here, because Avro looks a default up through reflection, which trusts our classes only once a
                // serde is made
                .setDevice(DeviceClass.OTHER)
                .setTenant("default")
                .setBrowser("Firefox");
    }
}
