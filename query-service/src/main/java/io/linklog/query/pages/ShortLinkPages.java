package io.linklog.query.pages;

import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ReadRoutes;
import io.linklog.kit.ratelimit.Taken;
import io.linklog.query.cassandra.Reading;
import io.linklog.query.domains.Site;
import io.linklog.query.domains.Sites;
import io.linklog.query.http.AsyncAnswers;
import io.linklog.query.http.HtmlPage;
import io.linklog.query.http.QueryParameters;
import io.linklog.query.http.UnknownCodes;
import io.linklog.query.http.VisitorErrors;
import io.linklog.query.limits.VisitLimits;
import io.linklog.query.lookup.ReadModel;
import io.linklog.query.lookup.Redirect;
import io.linklog.schemas.Link;
import io.linklog.schemas.encoding.Sha256;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.names.SlugRules;
import io.linklog.schemas.view.ShortUrls;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The preview page and the QR code of a link. They exist while the link redirects: nobody learns the target later. */
public final class ShortLinkPages {

    private static final Set<String> QR_PARAMETERS = new TreeSet<>(Set.of("format", "size", "margin", "level"));
    private static final String SVG = "image/svg+xml";
    private static final String PNG = "image/png";

    /** @param isFull whether the link has a limit that is reached */
    private record FoundLink(Link link, boolean isFull) {}

    private final Supplier<ReadModel> models;
    private final Sites sites;
    private final VisitLimits limits;
    private final URI publicUrl;
    private final AsyncAnswers answers;
    private final VisitorErrors errors;
    private final UnknownCodes unknown;
    private final InstantSource clock;

    public ShortLinkPages(
            Supplier<ReadModel> models,
            Sites sites,
            VisitLimits limits,
            URI publicUrl,
            AsyncAnswers answers,
            VisitorErrors errors,
            UnknownCodes unknown,
            InstantSource clock) {
        this.models = models;
        this.sites = sites;
        this.limits = limits;
        this.publicUrl = publicUrl;
        this.answers = answers;
        this.errors = errors;
        this.unknown = unknown;
        this.clock = clock;
    }

    public void addTo(RoutesConfig routes) {
        ReadRoutes.add(routes, "/{code}+", this::answerPreview);
        ReadRoutes.add(routes, "/{code}/qr", this::answerQr);
    }

    private void answerPreview(Context ctx) {
        whenOpen(ctx, link -> {
            ctx.header("Cache-Control", "no-store");
            ctx.header("Content-Security-Policy", HtmlPage.CONTENT_SECURITY_POLICY);
            ctx.header("X-Robots-Tag", "noindex");
            ctx.header("Referrer-Policy", "no-referrer");
            ctx.contentType(HtmlPage.MEDIA_TYPE);
            ctx.result(PreviewPage.of(link, publicUrl));
        });
    }

    private void answerQr(Context ctx) {
        QueryParameters parameters = new QueryParameters(ctx, QR_PARAMETERS);
        String type =
                parameters.oneOf("format", acceptedFormat(ctx), "svg", "png").equals("png") ? PNG : SVG;
        int size = parameters.number("size", 300, 64, 2_048);
        int margin = parameters.number("margin", 4, 0, 16);
        ErrorCorrectionLevel level = ErrorCorrectionLevel.valueOf(parameters.oneOf("level", "M", "L", "M", "Q", "H"));
        whenOpen(ctx, link -> {
            QrCode code = QrCode.of(ShortUrls.of(link, publicUrl), level, margin);
            if (size < code.side()) {
                answers.problem(
                        ctx,
                        Problem.invalid(
                                "This QR code has " + code.side() + " modules on each side, margin included; ask for at"
                                        + " least as many pixels, or for a smaller margin or level"));
                return;
            }
            byte[] image = type.equals(PNG)
                    ? QrPng.of(code, size)
                    : QrSvg.of(code, size).getBytes(StandardCharsets.UTF_8);
            answers.unlessUnchanged(ctx, etag(image), () -> {
                // the image contains the short link, not its target; therefore it never changes
                ctx.header("Cache-Control", "public, max-age=86400");
                ctx.header("Vary", "Accept");
                ctx.contentType(type);
                ctx.result(image);
            });
        });
    }

    private void whenOpen(Context ctx, Consumer<Link> answer) {
        Site site = sites.find(ctx.req().getServerName());
        if (site == null) {
            errors.unknownHost(ctx);
            return;
        }
        String name = site.nameOf(SlugRules.compose(ctx.pathParam("code")));
        Optional<Taken> refusal = models.get().links().peek(name) == null ? unknown.refusal(ctx) : Optional.empty();
        if (refusal.isPresent()) {
            errors.tooMany(ctx, refusal.get());
            return;
        }
        answers.answer(ctx, reading -> find(site, name, reading), found -> {
            if (found.isEmpty()) {
                notFound(ctx);
                return;
            }
            Link link = found.get().link;
            if (link.getTakedown() != null) {
                errors.takenDown(link.getTakedown(), ctx);
                return;
            }
            switch (Redirect.of(link, Duration.ZERO).standing(clock.millis())) {
                case OPEN -> {
                    if (found.get().isFull) {
                        errors.gone(ctx);
                    } else {
                        answer.accept(link);
                    }
                }
                case NOT_YET -> notFound(ctx);
                case OVER -> errors.gone(ctx);
            }
        });
    }

    private void notFound(Context ctx) {
        unknown.count(ctx).ifPresentOrElse(refusal -> errors.tooMany(ctx, refusal), () -> errors.notFound(ctx));
    }

    private CompletableFuture<Optional<FoundLink>> find(Site site, String name, Reading reading) {
        return models.get().findLinkOfAnyTenant(name, reading.trace()).thenCompose(any -> {
            Optional<Link> found = any.filter(link -> site.shows(link.getTenant()));
            Long most = found.map(link -> link.getAttributes().getMaxVisits()).orElse(null);
            return most == null
                    ? CompletableFuture.completedFuture(found.map(link -> new FoundLink(link, false)))
                    : limits.isOpen(LinkName.text(found.get()), most)
                            .thenApply(open -> found.map(link -> new FoundLink(link, !open)));
        });
    }

    private static String acceptedFormat(Context ctx) {
        String accept = ctx.header("Accept");
        boolean onlyPng = accept != null && accept.contains(PNG) && !accept.contains(SVG);
        return onlyPng ? "png" : "svg";
    }

    private static String etag(byte[] body) {
        return "\"" + HexFormat.of().formatHex(Sha256.digest().digest(body), 0, 8) + "\"";
    }
}
