package io.linklog.query.rules;

import io.linklog.query.visitlog.Referrer;
import io.linklog.schemas.conditions.Browser;
import io.linklog.schemas.conditions.Device;
import io.linklog.schemas.conditions.Languages;
import io.linklog.schemas.conditions.Visitor;
import io.linklog.visits.Places;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of its visitor. Each answer is computed once, when the first rule asks. Confined to one thread.
 */
final class RequestVisitor implements Visitor {

    private final Visitors visitors;
    private final Request request;
    private final String link;
    private final long nowMillis;
    private @Nullable Map<String, String> parameters;
    private @Nullable List<String> languages;
    private @Nullable AgentKind agent;
    private @Nullable String referrer;
    private byte @Nullable [] address;
    private Places.@Nullable Place place;
    private boolean drawn;
    private long draw;

    /** @param link its name, which the draw depends on */
    RequestVisitor(Visitors visitors, Request request, String link, long nowMillis) {
        this.visitors = visitors;
        this.request = request;
        this.link = link;
        this.nowMillis = nowMillis;
    }

    @Override
    public @Nullable String parameter(String name) {
        Map<String, String> known = parameters;
        if (known == null) {
            known = QueryValues.read(request.getHttpURI().getQuery());
            parameters = known;
        }
        return known.get(name);
    }

    @Override
    public List<String> languages() {
        List<String> known = languages;
        if (known == null) {
            known = Languages.preferred(
                    String.join(",", request.getHeaders().getValuesList(HttpHeader.ACCEPT_LANGUAGE)));
            languages = known;
        }
        return known;
    }

    @Override
    public boolean isOn(Device device) {
        return agent().devices().contains(device);
    }

    @Override
    public @Nullable Browser browser() {
        return agent().browser();
    }

    private AgentKind agent() {
        AgentKind known = agent;
        if (known == null) {
            known = AgentKind.of(userAgent());
            agent = known;
        }
        return known;
    }

    @Override
    public String referrer() {
        String known = referrer;
        if (known == null) {
            known = Referrer.host(request);
            referrer = known;
        }
        return known;
    }

    @Override
    public byte[] address() {
        byte[] known = address;
        if (known == null) {
            known = visitors.proxies.client(request);
            address = known;
        }
        return known;
    }

    @Override
    public @Nullable String country() {
        return place().country();
    }

    @Override
    public @Nullable String city() {
        return place().city();
    }

    private Places.Place place() {
        Places.Place known = place;
        if (known == null) {
            known = visitors.places.of(address());
            place = known;
        }
        return known;
    }

    @Override
    public long nowMillis() {
        return nowMillis;
    }

    @Override
    public long draw() {
        if (!drawn) {
            draw = visitors.draws.draw(link, address(), userAgent());
            drawn = true;
        }
        return draw;
    }

    private String userAgent() {
        String sent = request.getHeaders().get(HttpHeader.USER_AGENT);
        return sent == null ? "" : sent;
    }
}
