package io.linklog.sidecar.certs;

/** Nothing was issued. The message is a sentence: what is wrong, what to do. */
public final class CertificateException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CertificateException(String sentence) {
        super(sentence);
    }

    CertificateException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
