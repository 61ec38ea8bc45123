package io.linklog.kit.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.mesh.keys.ApiKey;
import io.linklog.mesh.keys.KeyText;
import io.linklog.mesh.keys.Role;
import io.linklog.mesh.keys.SecretHash;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class KeyCheckTest {

    private final TestKeys keys = new TestKeys();
    private final KeyCheck check = keys.check();

    @Test
    void aKeyIsItsCaller() {
        KeyText text = keys.add("team-a", Role.EDITOR);
        Caller caller = check.check(text.reveal()).orElseThrow();
        assertThat(caller.tenant()).isEqualTo("team-a");
        assertThat(caller.key().map(ApiKey::id)).contains(text.id());
        assertThat(caller.isValid()).isTrue();
    }

    @Test
    void aCallForTheCallerHasTheCallersKey() {
        KeyText text = keys.add("team-a", Role.EDITOR);
        HttpRequest.Builder call = HttpRequest.newBuilder(URI.create("http://query-service/"));
        check.check(text.reveal()).orElseThrow().addTo(call);
        assertThat(call.build().headers().allValues("X-Api-Key")).containsExactly(text.reveal());
        HttpRequest.Builder other = HttpRequest.newBuilder(URI.create("http://query-service/"));
        Caller.anybody("address").addTo(other);
        assertThat(other.build().headers().map()).isEmpty();
    }

    @Test
    void unknownWrongRevokedAndExpiredKeysAreNobody() {
        KeyText unknown = keys.add("default", Role.ADMIN);
        keys.remove(unknown);
        KeyText right = keys.add("default", Role.ADMIN);
        KeyText revoked = keys.add("default", Role.ADMIN);
        keys.revoke(revoked);
        KeyText expired = keys.add("default", Role.ADMIN, Optional.of(TestKeys.NOW));
        for (KeyText each : new KeyText[] {unknown, keys.withOtherSecret(right), revoked, expired}) {
            assertThat(check.check(each.reveal())).as(each.toString()).isEmpty();
        }
        assertThat(check.check(right.reveal())).isPresent();
    }

    @Property(tries = 500)
    void anyTextIsNobody(@ForAll String text) {
        assertThat(check.check(text)).isEmpty();
        assertThat(check.check("llk_a_" + text)).isEmpty();
    }

    @Test
    void aCallerIsNoLongerValidWhenItsKeyIsRevokedExpiresOrVanishes() {
        KeyText revoked = keys.add("default", Role.READER);
        KeyText expiring = keys.add("default", Role.READER, Optional.of(TestKeys.NOW.plusSeconds(1)));
        KeyText vanishing = keys.add("default", Role.READER);
        Caller first = check.check(revoked.reveal()).orElseThrow();
        Caller second = check.check(expiring.reveal()).orElseThrow();
        Caller third = check.check(vanishing.reveal()).orElseThrow();
        keys.revoke(revoked);
        keys.remove(vanishing);
        assertThat(first.isValid()).isFalse();
        assertThat(second.isValid()).isTrue();
        assertThat(third.isValid()).isFalse();
        keys.pass(Duration.ofSeconds(1));
        assertThat(second.isValid()).isFalse();
    }

    @Test
    void aCallerWithTheFormerSecretIsValidUntilTheGraceTimeEnds() {
        KeyText text = keys.add("default", Role.READER);
        Caller caller = check.check(text.reveal()).orElseThrow();
        SecretHash fresh = SecretHash.of(keys.withOtherSecret(text));
        keys.change(text, key -> key.rotate(fresh, Duration.ofMinutes(5), TestKeys.NOW));
        assertThat(caller.isValid()).isTrue();
        keys.pass(Duration.ofMinutes(5));
        assertThat(caller.isValid()).isFalse();
        assertThat(check.check(text.reveal())).isEmpty();
    }
}
