package io.linklog.sidecar.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.sidecar.certs.CertificateFolder.Entry;
import io.linklog.sidecar.certs.CertificateFolder.State;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificateFolderTest {

    private static final Instant NOW = Instant.parse("2026-11-25T00:00:00Z");
    private static final Duration NINETY_DAYS = Duration.ofDays(90);

    @TempDir
    private Path parent;

    private CertificateFolder at(Instant now) {
        return new CertificateFolder(parent.resolve("certs"), InstantSource.fixed(now));
    }

    private CertificateFolder after(Duration time) {
        return at(NOW.plus(time));
    }

    private static List<State> states(List<Entry> entries) {
        return entries.stream().map(Entry::state).toList();
    }

    private static X509Certificate certificate(Path file) throws Exception {
        X509Certificate certificate = PemFile.read(file).certificate();
        assertThat(certificate).isNotNull();
        return certificate;
    }

    @Test
    void aCertificateNamesItsServiceAndIsValidForClientsThatTrustTheCa() throws Exception {
        CertificateFolder folder = at(Instant.now());
        folder.ensure(List.of("greeter"), NINETY_DAYS);
        X509Certificate greeter = certificate(folder.of("greeter"));
        assertThat(greeter.getSubjectX500Principal().getName()).isEqualTo("CN=greeter,O=Linklog");
        assertThat(greeter.getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(List.of(2, "greeter"), List.of(6, "spiffe://linklog/greeter"));
        assertThat(greeter.getBasicConstraints()).isEqualTo(-1);
        PKIXParameters trusting = new PKIXParameters(Set.of(new TrustAnchor(certificate(folder.authority()), null)));
        trusting.setRevocationEnabled(false);
        // throws if the certificate is not trusted
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(greeter)), trusting);
    }

    @Test
    void onlyTheOwnerCanReadKeys() throws Exception {
        CertificateFolder folder = at(NOW);
        folder.ensure(List.of("greeter"), NINETY_DAYS);
        for (Path secret : List.of(folder.of("greeter"), folder.authority().resolveSibling("ca.key"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .isEqualTo("rw-------");
        }
        assertThat(PemFile.read(folder.authority()).key()).isNull();
    }

    @Test
    void aValidCertificateIsKeptAndOneThatExpiresSoonIsRenewed() throws Exception {
        assertThat(states(at(NOW).ensure(List.of("greeter"), NINETY_DAYS))).containsExactly(State.MADE, State.MADE);
        byte[] before = Files.readAllBytes(at(NOW).of("greeter"));
        assertThat(states(after(Duration.ofDays(59)).ensure(List.of("greeter"), NINETY_DAYS)))
                .containsExactly(State.KEPT, State.KEPT);
        assertThat(Files.readAllBytes(at(NOW).of("greeter"))).isEqualTo(before);

        CertificateFolder later = after(Duration.ofDays(61));
        assertThat(later.list()).contains(new Entry("greeter", State.KEPT, NOW.plus(NINETY_DAYS), "expires soon"));
        assertThat(later.ensure(List.of("greeter"), NINETY_DAYS))
                .contains(new Entry("greeter", State.RENEWED, NOW.plus(Duration.ofDays(151)), "expires soon"));
    }

    @Test
    void anExpiredCertificateIsListedAndRenewed() {
        at(NOW).ensure(List.of("greeter"), NINETY_DAYS);
        CertificateFolder later = after(Duration.ofDays(91));
        assertThat(states(later.list())).containsExactly(State.KEPT, State.BAD);
        assertThat(states(later.ensure(List.of("greeter"), NINETY_DAYS))).containsExactly(State.KEPT, State.RENEWED);
    }

    @Test
    void aCertificateOfAnotherCaOrABrokenOneIsRenewed() throws Exception {
        CertificateFolder folder = at(NOW);
        folder.ensure(List.of("greeter", "reports"), NINETY_DAYS);
        Files.delete(folder.authority());
        Files.delete(folder.authority().resolveSibling("ca.key"));
        Files.writeString(folder.of("reports"), "nothing of the kind");
        assertThat(folder.ensure(List.of("greeter", "reports"), NINETY_DAYS))
                .extracting(Entry::state, Entry::note)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(State.MADE, ""),
                        org.assertj.core.groups.Tuple.tuple(State.RENEWED, "is signed by another CA"),
                        org.assertj.core.groups.Tuple.tuple(State.RENEWED, "was unreadable"));
    }

    @Test
    void aBrokenOrIncompleteCaIsNeverReplaced() throws Exception {
        CertificateFolder folder = at(NOW);
        folder.ensure(List.of(), NINETY_DAYS);
        Files.delete(folder.authority().resolveSibling("ca.key"));
        assertThatThrownBy(() -> folder.ensure(List.of("greeter"), NINETY_DAYS))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("move the whole folder away");
        assertThat(folder.of("greeter")).doesNotExist();
    }

    @Test
    void noCertificateOutlivesTheCa() {
        at(NOW).ensure(List.of(), NINETY_DAYS);
        CertificateFolder late = after(Duration.ofDays(3640));
        late.ensure(List.of("greeter"), NINETY_DAYS);
        assertThat(late.list()).extracting(Entry::ends).containsOnly(NOW.plus(Duration.ofDays(3650)));
        assertThat(states(late.ensure(List.of("greeter"), NINETY_DAYS))).containsExactly(State.KEPT, State.KEPT);
        assertThatThrownBy(() -> after(Duration.ofDays(3651)).ensure(List.of("greeter"), NINETY_DAYS))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("expired on");
    }

    @Test
    void invalidServiceNamesAreRefused() {
        for (String name : List.of("ca", "../greeter", "Greeter", "g".repeat(65), "")) {
            assertThatThrownBy(() -> at(NOW).ensure(List.of(name), NINETY_DAYS))
                    .isInstanceOf(CertificateException.class)
                    .hasMessageContaining("'" + name + "' cannot be the name");
        }
    }

    @Test
    void theCommandReportsNewCertificatesAndKeepsThemTheSecondTime() {
        assertThat(run("--list")).contains("There is no CA");
        assertThat(run())
                .contains("CA  ", "made     until 2036-11-22 (3650 days)")
                .contains("query-service            made     until 2027-02-23 (90 days)");
        assertThat(run("greeter", "--days", "10"))
                .contains("greeter                  made     until 2026-12-05 (10 days)")
                .doesNotContain("query-service");
        assertThat(run()).contains("greeter ", "query-service            kept ").doesNotContain("made ");
        assertThat(run("--list")).contains("greeter                  valid    until 2026-12-05");
    }

    private String run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = CertsMain.commandLine(
                        Map.of("LINKLOG_DIR", parent.toString()),
                        InstantSource.fixed(NOW),
                        new PrintStream(out, true, StandardCharsets.UTF_8))
                .execute(arguments);
        assertThat(code).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }
}
