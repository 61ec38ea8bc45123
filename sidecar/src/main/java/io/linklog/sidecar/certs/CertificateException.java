package io.linklog.sidecar.certs;

/** Certificates could not be issued. The message is a sentence that says what is wrong and what to do. */
public final class CertificateException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CertificateException(String sentence) {
        super(sentence);
    }

    CertificateException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
