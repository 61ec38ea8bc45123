package io.linklog.mesh.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlierSnapshotTest {

    /** As the first build with keys wrote it. */
    private static final String SNAPSHOT = """
            {"confirmedAt":"2026-11-30T08:12:10.030268069Z","items":[{"key":"/linklog/api-keys/l2n0h8apx1x0",\
            "value":"{'format':1,'id':'l2n0h8apx1x0','name':'old-author','tenant':'default','role':'author',\
            'secrets':[{'sha256':'cb834ae32d43277dd5e5cbdb413cd26a840ed3060f4a58c21db1bbbf640370b8'}],\
            'createdAt':'2026-11-30T08:12:06Z'}","createRevision":0,"modRevision":0,"lease":0},\
            {"key":"/linklog/api-keys/dvpp2yoqt1td",\
            "value":"{'format':1,'id':'dvpp2yoqt1td','name':'old-revoked','tenant':'default','role':'editor',\
            'secrets':[{'sha256':'27940d1969850546e90bb19dcf06aac759bd352b6a31589172ae85490bd738b7'}],\
            'createdAt':'2026-11-30T08:12:08Z','revokedAt':'2026-11-30T08:12:09Z'}",\
            "createRevision":0,"modRevision":0,"lease":0}]}""".replace("'", "\\\"");

    @TempDir
    private Path folder;

    @Test
    void keysOfAnEarlierBuildWorkWhileEtcdIsAway() throws Exception {
        Path file = folder.resolve("api-keys.json");
        Files.writeString(file, SNAPSHOT);
        try (Etcd away = new Etcd(EtcdSettings.of(URI.create("http://127.0.0.1:1")));
                KeyBook book = new KeyBook(
                        away, file, Duration.ofHours(1), new SimpleMeterRegistry(), InstantSource.system())) {
            ApiKey author = book.find("l2n0h8apx1x0").orElseThrow();
            KeyText text = KeyText.parse("llk_l2n0h8apx1x0_Y2CHWaxYy44IoHWN8zI2D7F90mqVwAvn")
                    .orElseThrow();
            assertThat(author.role()).isEqualTo(Role.AUTHOR);
            assertThat(author.tenant()).isEqualTo("default");
            assertThat(author.isUsableAt(Instant.now())).isTrue();
            assertThat(author.acceptsAt(Instant.now(), text.hash())).isTrue();
            assertThat(book.find("dvpp2yoqt1td").orElseThrow().isUsableAt(Instant.now()))
                    .isFalse();
        }
    }
}
