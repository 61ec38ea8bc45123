package io.linklog.topology.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.CreateLink;
import io.linklog.schemas.EditLink;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkChanges;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkOrigin;
import io.linklog.schemas.RedirectRule;
import io.linklog.schemas.RuleCondition;
import io.linklog.schemas.encoding.Sha256;
import io.linklog.schemas.rules.LinkDefaults;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

final class BodyFingerprintTest {

    private static final List<RedirectRule> RULES =
            List.of(new RedirectRule("https://example.org/b", List.of(new RuleCondition("device", null, "ios"))));

    /**
     * The last bytes of each body are zeros: rules, password, card, and the candidate and origin of a create or the
     * list of an edit.
     */
    @Test
    void withoutRedirectRulesItIsWhatItWasBeforeTheyExisted() throws IOException {
        CreateLink create = create(List.of());
        byte[] now = bytes(create);

        assertThat(of(create)).isEqualTo(hash(create, Arrays.copyOf(now, now.length - 5)));
        EditLink edit = edit(null);
        now = bytes(edit);
        assertThat(of(edit)).isEqualTo(hash(edit, Arrays.copyOf(now, now.length - 4)));
    }

    @Test
    void theOriginOfALinkIsAPartOfIt() {
        CreateLink imported = create(List.of());
        imported.setOrigin(new LinkOrigin(null, 1L));
        assertThat(of(imported)).isNotEqualTo(of(create(List.of())));
    }

    @Test
    void redirectRulesAreAPartOfIt() {
        assertThat(of(create(RULES))).isNotEqualTo(of(create(List.of()))).isEqualTo(of(create(RULES)));
        assertThat(List.of(of(edit(null)), of(edit(List.of())), of(edit(RULES))))
                .doesNotHaveDuplicates();
    }

    private static CreateLink create(List<RedirectRule> rules) {
        LinkAttributes attributes = LinkDefaults.attributes("https://example.org");
        attributes.setTitle("t");
        attributes.setTags(List.of("a"));
        attributes.setMaxVisits(5L);
        attributes.setRedirectRules(rules);
        return new CreateLink("slug", true, attributes, null, null);
    }

    private static EditLink edit(List<RedirectRule> rules) {
        return new EditLink(
                "slug",
                3L,
                new LinkChanges(null, "t", List.of("a"), null, null, null, null, null, null, rules, null, null, null),
                List.of());
    }

    private static String of(SpecificRecordBase body) {
        return BodyFingerprint.of(LinkCommand.newBuilder()
                .setCommandId("c")
                .setTenant("default")
                .setBody(body)
                .build());
    }

    private static byte[] bytes(SpecificRecordBase record) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new SpecificDatumWriter<SpecificRecordBase>(record.getSchema(), record.getSpecificData())
                .write(record, encoder);
        return bytes.toByteArray();
    }

    private static String hash(SpecificRecordBase body, byte[] bytes) {
        MessageDigest sha256 = Sha256.digest();
        sha256.update(body.getSchema().getName().getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(sha256.digest(bytes));
    }
}
