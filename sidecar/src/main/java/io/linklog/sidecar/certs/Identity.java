package io.linklog.sidecar.certs;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;

/** A certificate and the key that belongs to it. Never printed: it is a secret. */
record Identity(X509Certificate certificate, PrivateKey key) {

    Instant ends() {
        return certificate.getNotAfter().toInstant();
    }

    @Override
    public String toString() {
        return "Identity[" + certificate.getSubjectX500Principal() + "]";
    }
}
