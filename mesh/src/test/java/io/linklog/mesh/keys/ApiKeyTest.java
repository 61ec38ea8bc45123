package io.linklog.mesh.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.MalformedValueException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {

    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");
    private static final Duration GRACE = Duration.ofHours(1);
    private static final Random RANDOM = new Random(13);

    private final KeyText text = KeyText.generate(RANDOM);
    private final KeyText next = KeyText.ofId(text.id(), RANDOM);
    private final ApiKey key = key("ci", "team-a", Role.AUTHOR);

    private ApiKey key(String name, String tenant, Role role) {
        return new ApiKey(
                text.id(),
                name,
                tenant,
                role,
                List.of(SecretHash.of(text)),
                Optional.of(NOW.plusSeconds(7_200)),
                Optional.of(new RateLimit(20, 1)),
                NOW,
                Optional.empty(),
                1);
    }

    @Test
    void acceptsOnlyItsSecret() {
        assertThat(key.acceptsAt(NOW, text.hash())).isTrue();
        assertThat(key.acceptsAt(NOW, next.hash())).isFalse();
    }

    @Test
    void isNotUsableFromItsExpiryOn() {
        Instant end = key.expiresAt().orElseThrow();
        assertThat(key.isUsableAt(end.minusNanos(1))).isTrue();
        assertThat(key.isUsableAt(end)).isFalse();
    }

    @Test
    void isRevokedOnceAndForAll() {
        ApiKey revoked = key.revoke(NOW);
        assertThat(revoked.isUsableAt(NOW)).isFalse();
        assertThat(revoked.revoke(NOW.plusSeconds(1))).isEqualTo(revoked);
        assertThatThrownBy(() -> revoked.rotate(SecretHash.of(next), GRACE, NOW))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void ofTwoStatesTheRevokedOneIsTheNewerElseTheOneWithMoreChanges() {
        ApiKey rotated = key.rotate(SecretHash.of(next), GRACE, NOW);
        ApiKey revoked = key.revoke(NOW);
        assertThat(key.isOlderThan(rotated)).isTrue();
        assertThat(rotated.isOlderThan(key)).isFalse();
        assertThat(key.isOlderThan(key)).isFalse();
        assertThat(rotated.isOlderThan(revoked)).isTrue();
        assertThat(rotated.rotate(SecretHash.of(next), Duration.ZERO, NOW).isOlderThan(revoked))
                .isTrue();
        assertThat(revoked.isOlderThan(rotated)).isFalse();
    }

    @Test
    void mayBeRemovedAMonthAfterItsEnd() {
        Duration month = Duration.ofDays(30);
        Instant expiry = key.expiresAt().orElseThrow();
        assertThat(key.isRemovableAt(expiry.plus(month))).isFalse();
        assertThat(key.isRemovableAt(expiry.plus(month).plusNanos(1))).isTrue();
        assertThat(key.revoke(NOW).isRemovableAt(NOW.plus(month))).isFalse();
        assertThat(key.revoke(NOW).isRemovableAt(NOW.plus(month).plusNanos(1))).isTrue();
    }

    @Test
    void aKeyStoredWithoutAVersionIsInItsFirst() throws Exception {
        String json = ApiKeyJson.write(key);
        assertThat(json).contains(",\"version\":1}");
        assertThat(ApiKeyJson.read(entry(json.replace(",\"version\":1", "")))).isEqualTo(key);
    }

    @Test
    void aRotationKeepsTheFormerSecretUntilTheGraceTimeEnds() {
        ApiKey rotated = key.rotate(SecretHash.of(next), GRACE, NOW);
        assertThat(rotated.id()).isEqualTo(key.id());
        Instant end = NOW.plus(GRACE);
        assertThat(rotated.acceptsAt(end.minusNanos(1), text.hash())).isTrue();
        assertThat(rotated.acceptsAt(end, text.hash())).isFalse();
        assertThat(rotated.acceptsAt(end, next.hash())).isTrue();
    }

    @Test
    void aSecondRotationDoesNotEndAGraceTimeUnlessItIsToldTo() {
        KeyText third = KeyText.ofId(text.id(), RANDOM);
        ApiKey rotated = key.rotate(SecretHash.of(next), GRACE, NOW);
        assertThatThrownBy(() -> rotated.rotate(SecretHash.of(third), GRACE, NOW))
                .hasMessageContaining("works until");
        ApiKey alone = rotated.rotate(SecretHash.of(third), Duration.ZERO, NOW);
        assertThat(alone.acceptsAt(NOW, text.hash())).isFalse();
        assertThat(alone.acceptsAt(NOW, next.hash())).isFalse();
        assertThat(alone.acceptsAt(NOW, third.hash())).isTrue();
        assertThat(rotated.rotate(SecretHash.of(third), GRACE, NOW.plus(GRACE)).secrets())
                .hasSize(2);
    }

    @Property(tries = 500)
    void afterAnyRotationsTheLastSecretWorksAndAtMostTwoDo(
            @ForAll long seed, @ForAll List<@IntRange(min = 0, max = 7_000) Integer> graces) {
        Random random = new Random(seed);
        ApiKey now = key;
        KeyText last = text;
        int secondsLater = 0;
        for (int grace : graces) {
            KeyText fresh = KeyText.ofId(text.id(), random);
            Instant at = NOW.plusSeconds(secondsLater++);
            try {
                now = now.rotate(SecretHash.of(fresh), Duration.ofSeconds(grace), at);
                last = fresh;
            } catch (IllegalStateException refused) {
                assertThat(now.secrets()).hasSize(2);
            }
            assertThat(now.acceptsAt(at, last.hash())).isTrue();
            assertThat(now.secrets().size()).isBetween(1, 2);
        }
    }

    @Test
    void eachRoleIncludesThoseBeforeIt() {
        for (Role role : Role.values()) {
            for (Role other : Role.values()) {
                assertThat(role.includes(other)).isEqualTo(role.ordinal() >= other.ordinal());
            }
            assertThat(Role.parse(role.text())).isEqualTo(role);
        }
        assertThatThrownBy(() -> Role.parse("ADMIN")).hasMessageContaining("reader, author, editor, admin");
    }

    @Test
    void onlyAnAdminOfDefaultRunsTheWholeSystem() {
        assertThat(key("a", "default", Role.ADMIN).isSystemAdmin()).isTrue();
        assertThat(key("a", "team-a", Role.ADMIN).isSystemAdmin()).isFalse();
        assertThat(key("a", "default", Role.EDITOR).isSystemAdmin()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "a b", "a_b", "ä", "123456789012345678901234567890123"})
    void refusesOtherTenantNames(String tenant) {
        assertThatThrownBy(() -> key("ci", tenant, Role.READER)).hasMessageContaining("tenant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "a\u0007"})
    void refusesNamesThatSpoilAList(String name) {
        assertThatThrownBy(() -> key(name, "default", Role.READER)).hasMessageContaining("name");
    }

    @ParameterizedTest
    @CsvSource({"20/s,20,1", "300/m,300,60", "1000000/s,1000000,1"})
    void readsLimits(String limit, int calls, int seconds) {
        assertThat(RateLimit.parse(limit)).isEqualTo(new RateLimit(calls, seconds));
        assertThat(RateLimit.parse(limit).text()).isEqualTo(limit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20", "0/s", "1000001/s", "20/h", "-1/s", "20/s ", "99999999999/s"})
    void refusesOtherLimits(String limit) {
        assertThatThrownBy(() -> RateLimit.parse(limit)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isReadBackFromItsJsonWhichHasNoSecret() throws Exception {
        ApiKey rotated = key.rotate(SecretHash.of(next), GRACE, NOW);
        for (ApiKey each : List.of(key, rotated, rotated.revoke(NOW))) {
            String json = ApiKeyJson.write(each);
            assertThat(ApiKeyJson.read(entry(json))).isEqualTo(each);
            assertThat(json).doesNotContain(secret(text), secret(next));
        }
        assertThat(ApiKeyJson.write(key)).startsWith("{\"format\":1,\"id\":\"" + text.id() + "\",\"name\":\"ci\",");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"format\":2}", "[]", "nothing"})
    void aValueThatIsNoKeyIsMalformed(String json) {
        assertThatThrownBy(() -> ApiKeyJson.read(entry(json))).isInstanceOf(MalformedValueException.class);
    }

    @ParameterizedTest
    @CsvSource({"author,owner", "team-a,TEAM", "20/s,fast", "sha256,hash", "ci,''"})
    void aValueWithAWrongFieldIsMalformed(String from, String to) {
        String json = ApiKeyJson.write(key).replace(from, to);
        assertThatThrownBy(() -> ApiKeyJson.read(entry(json))).isInstanceOf(MalformedValueException.class);
    }

    @Test
    void aValueUnderAnotherIdIsMalformed() {
        Etcd.Entry other = new Etcd.Entry(KeyPaths.of("other"), ApiKeyJson.write(key), 1, 1, 0);
        assertThatThrownBy(() -> ApiKeyJson.read(other)).hasMessageContaining("another key");
    }

    /** The permutation's secret is below /linklog/keys/; a watch on that prefix would bring it into a snapshot. */
    @Test
    void keysAreNotStoredBesideTheSecretOfThePermutation() {
        assertThat(KeyPaths.PREFIX).isEqualTo("/linklog/api-keys/").doesNotStartWith("/linklog/keys/");
        assertThat("/linklog/keys/").doesNotStartWith(KeyPaths.PREFIX);
        assertThatThrownBy(() -> KeyPaths.of("../keys/codes/1")).isInstanceOf(IllegalArgumentException.class);
    }

    private Etcd.Entry entry(String json) {
        return new Etcd.Entry(KeyPaths.of(text.id()), json, 1, 1, 0);
    }

    private static String secret(KeyText of) {
        return of.reveal().substring(of.reveal().lastIndexOf('_') + 1);
    }
}
