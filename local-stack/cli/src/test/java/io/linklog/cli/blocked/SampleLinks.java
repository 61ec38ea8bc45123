package io.linklog.cli.blocked;

import io.linklog.schemas.Link;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkState;
import io.linklog.schemas.RedirectRule;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

final class SampleLinks {

    private SampleLinks() {}

    /** @param ofRules the targets of redirect rules */
    static Link link(String code, LinkState state, String longUrl, String... ofRules) {
        return Link.newBuilder()
                .setCode(code)
                .setTenant("blue")
                .setVersion(1)
                .setState(state)
                .setCreatedAt(Instant.EPOCH)
                .setEditedAt(Instant.EPOCH)
                .setAttributes(LinkAttributes.newBuilder()
                        .setLongUrl(longUrl)
                        .setRedirectRules(Arrays.stream(ofRules)
                                .map(target -> RedirectRule.newBuilder()
                                        .setLongUrl(target)
                                        .setConditions(List.of())
                                        .build())
                                .toList())
                        .build())
                .build();
    }
}
