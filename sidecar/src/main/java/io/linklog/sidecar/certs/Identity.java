package io.linklog.sidecar.certs;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;

/** A certificate and its key. The key is a secret and is never printed. */
record Identity(X509Certificate certificate, PrivateKey key) {

    Instant ends() {
        return certificate.getNotAfter().toInstant();
    }

    @Override
    public String toString() {
        return "Identity[" + certificate.getSubjectX500Principal() + "]";
    }
}
