package io.linklog.topology.links;

import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.topology.codes.Codes;
import io.linklog.topology.rebuild.StoreAccess;
import io.linklog.topology.rebuild.links.RebuildStep;
import io.linklog.topology.rebuild.links.StoreMarks;
import java.time.Duration;

/**
 * What the tasks of the graph share.
 *
 * @param partitions of link-commands, link-events, links and the URL topic
 * @param access keeps commands from stores that are not whole
 * @param purgeAfter time after its deletion when a link is purged; zero for never
 */
public record LinkParts(
        int partitions,
        LinkSerdes serdes,
        Codes codes,
        LinkRules rules,
        DecisionMetrics metrics,
        KafkaSpans spans,
        StoreAccess<StoreMarks, RebuildStep> access,
        Duration purgeAfter) {}
