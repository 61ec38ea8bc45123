package io.linklog.command.domains;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.command.http.JsonBody;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.mesh.domains.Domain;
import io.linklog.schemas.rules.GivenUrl;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of calls that add and change domains. */
final class DomainBodies {

    private record Add(
            @Nullable String domain,
            @Nullable String tenant,
            @Nullable String baseTarget,
            @Nullable String unknownTarget,
            @Nullable String expiredTarget) {}

    /** Each null if it is left out, and a null node if it is null. */
    private record Change(
            @Nullable JsonNode baseTarget,
            @Nullable JsonNode unknownTarget,
            @Nullable JsonNode expiredTarget) {}

    /** A domain to add; it is not checked. */
    record NewDomain(String name, String tenant, Domain.Targets targets) {}

    private final ObjectMapper json;

    DomainBodies(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Reads a domain to add.
     *
     * @param tenant of the caller, the default
     * @throws ProblemException 400 if the body is not valid
     */
    NewDomain add(byte[] body, String tenant) {
        Add add = JsonBody.read(json, body, Add.class);
        if (add.domain == null) {
            throw invalid("The member domain is needed, for example go.example.org");
        }
        return new NewDomain(
                add.domain,
                add.tenant == null ? tenant : add.tenant,
                new Domain.Targets(given(add.baseTarget), given(add.unknownTarget), given(add.expiredTarget)));
    }

    /** Reads a change of targets: null removes one, and what is left out stays. */
    UnaryOperator<Domain.Targets> change(byte[] body) {
        Change change = JsonBody.read(json, body, Change.class);
        if (change.baseTarget == null && change.unknownTarget == null && change.expiredTarget == null) {
            throw invalid("The body must have a target: baseTarget, unknownTarget or expiredTarget");
        }
        requireText("baseTarget", change.baseTarget);
        requireText("unknownTarget", change.unknownTarget);
        requireText("expiredTarget", change.expiredTarget);
        return before -> new Domain.Targets(
                merge(change.baseTarget, before.base()),
                merge(change.unknownTarget, before.unknown()),
                merge(change.expiredTarget, before.expired()));
    }

    private static void requireText(String member, @Nullable JsonNode given) {
        if (given != null && !given.isNull() && !given.isTextual()) {
            throw invalid("The member " + member + " must be a URL, or null for no target");
        }
    }

    private static Optional<String> merge(@Nullable JsonNode given, Optional<String> before) {
        return given == null ? before : given(given.textValue());
    }

    private static Optional<String> given(@Nullable String target) {
        return Optional.ofNullable(target).map(GivenUrl::trimmed);
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(Problem.invalid(detail));
    }
}
