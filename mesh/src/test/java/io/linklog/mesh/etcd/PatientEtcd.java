package io.linklog.mesh.etcd;

import java.net.URI;
import java.time.Duration;

/** A connection for tests that do not test deadlines: a cold JVM on a busy machine can miss the usual two seconds. */
public final class PatientEtcd {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private PatientEtcd() {}

    /** The caller closes it. */
    public static Etcd at(String endpoint) {
        return new Etcd(EtcdSettings.of(URI.create(endpoint)).within(LONGEST));
    }
}
