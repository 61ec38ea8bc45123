package io.linklog.sidecar.certs;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A CA that signs the certificates of services. A certificate holds the service's name in three forms: the common name,
 * which HAProxy reads; a DNS name, which clients verify; and a SPIFFE id ({@code spiffe://linklog/<service>}) for
 * clients that follow that standard. Keys are elliptic-curve keys (P-256). Immutable.
 */
final class Authority {

    /** A certificate is valid from this time before its creation: the clocks of machines differ. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private static final String SIGNATURE = "SHA256withECDSA";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Identity self;

    Authority(Identity self) {
        this.self = self;
    }

    /** Creates a CA with a self-signed certificate. */
    static Authority create(Instant now, Duration validity) {
        KeyPair keys = keys();
        X500Name name = name("Linklog CA");
        return new Authority(sign(
                name,
                name,
                keys,
                keys,
                now,
                now.plus(validity),
                List.of(
                        // 0: it may not sign another CA
                        critical(Extension.basicConstraints, new BasicConstraints(0)),
                        critical(Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)))));
    }

    Identity identity() {
        return self;
    }

    /** Issues a certificate for both client and server. It expires no later than the CA's own certificate. */
    Identity issue(String service, Instant now, Duration validity) {
        Instant end = now.plus(validity).isBefore(self.ends()) ? now.plus(validity) : self.ends();
        X500Name issuer = X500Name.getInstance(
                self.certificate().getSubjectX500Principal().getEncoded());
        KeyPair signing = new KeyPair(self.certificate().getPublicKey(), self.key());
        return sign(
                name(service),
                issuer,
                keys(),
                signing,
                now,
                end,
                List.of(
                        critical(Extension.basicConstraints, new BasicConstraints(false)),
                        critical(Extension.keyUsage, new KeyUsage(KeyUsage.digitalSignature)),
                        usual(Extension.extendedKeyUsage, new ExtendedKeyUsage(new KeyPurposeId[] {
                            KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                        })),
                        usual(Extension.subjectAlternativeName, new GeneralNames(new GeneralName[] {
                            new GeneralName(GeneralName.dNSName, service),
                            new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://linklog/" + service)
                        }))));
    }

    /** Whether this CA signed a certificate, expired or not. */
    boolean isIssuerOf(X509Certificate certificate) {
        try {
            certificate.verify(self.certificate().getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private record Part(ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {}

    private static Part critical(ASN1ObjectIdentifier id, ASN1Encodable value) {
        return new Part(id, true, value);
    }

    private static Part usual(ASN1ObjectIdentifier id, ASN1Encodable value) {
        return new Part(id, false, value);
    }

    private static X500Name name(String commonName) {
        return new X500NameBuilder()
                .addRDN(BCStyle.O, "Linklog")
                .addRDN(BCStyle.CN, commonName)
                .build();
    }

    private static Identity sign(
            X500Name subject,
            X500Name issuer,
            KeyPair own,
            KeyPair signing,
            Instant now,
            Instant end,
            List<Part> parts) {
        try {
            X509v3CertificateBuilder certificate = new JcaX509v3CertificateBuilder(
                    issuer,
                    new BigInteger(127, RANDOM).setBit(126),
                    Date.from(now.minus(CLOCK_SKEW)),
                    Date.from(end),
                    subject,
                    own.getPublic());
            for (Part part : parts) {
                certificate.addExtension(part.id(), part.critical(), part.value());
            }
            JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
            certificate.addExtension(
                    Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(own.getPublic()));
            certificate.addExtension(
                    Extension.authorityKeyIdentifier, false, ids.createAuthorityKeyIdentifier(signing.getPublic()));
            return new Identity(
                    new JcaX509CertificateConverter()
                            .getCertificate(certificate.build(
                                    new JcaContentSignerBuilder(SIGNATURE).build(signing.getPrivate()))),
                    own.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException | java.io.IOException e) {
            throw new CertificateException("This JDK cannot sign a certificate: " + e.getMessage() + ".", e);
        }
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new CertificateException("This JDK has no elliptic-curve keys: " + e.getMessage() + ".", e);
        }
    }
}
