package io.linklog.query.visits;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.linklog.schemas.DeviceClass;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import ua_parser.Client;
import ua_parser.Parser;

/**
 * What a User-Agent says of its visitor. To parse one takes hundreds of regular expressions, some 100 µs, so the latest
 * are remembered. Thread-safe.
 */
final class Agents {

    /** @param bot why it is no person; null for a person */
    record Agent(
            @Nullable String browser,
            @Nullable String os,
            DeviceClass device,
            @Nullable String bot) {}

    /** Of somebody of whom nothing is kept. */
    static final Agent UNKNOWN = new Agent(null, null, DeviceClass.OTHER, null);

    private static final int REMEMBERED = 20_000;

    // What uap-core's list of spiders does not have: programs, and what makes previews in messengers. A text is short
    // and the pattern has no nested repetition, so that none makes it slow.
    private static final Pattern PROGRAM = Pattern.compile(
            "bot\\b|bot/|crawl|spider|slurp|scrape|monitor|headless|preview|facebookexternalhit|whatsapp|telegram|"
                    + "discord|slack|skype|embedly|mastodon|pleroma|misskey|curl/|wget/|python|okhttp|java/|"
                    + "go-http-client|libwww|httpclient|axios|node-fetch|postman|apachebench|\\bwrk\\b",
            Pattern.CASE_INSENSITIVE);

    private final Parser parser = new Parser();
    private final LoadingCache<String, Agent> known =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build(this::parse);

    /** Why a visit is no person's, by what it asks for and by whom it says it is; null for a person's. */
    static @Nullable String bot(boolean prefetch, boolean head, Agent agent) {
        if (prefetch) {
            return "prefetch";
        }
        return head ? "HEAD" : agent.bot;
    }

    Agent of(String userAgent) {
        return known.get(userAgent);
    }

    private Agent parse(String userAgent) {
        if (userAgent.isBlank()) {
            return new Agent(null, null, DeviceClass.OTHER, "no user agent");
        }
        Client client = parser.parse(userAgent);
        boolean spider = "Spider".equals(client.device.family);
        String bot = spider ? "crawler" : PROGRAM.matcher(userAgent).find() ? "program" : null;
        return new Agent(
                known(client.userAgent.family),
                known(client.os.family),
                bot == null ? device(client, userAgent) : DeviceClass.OTHER,
                bot);
    }

    private static @Nullable String known(String family) {
        return "Other".equals(family) ? null : family;
    }

    private static DeviceClass device(Client client, String userAgent) {
        String os = client.os.family.toLowerCase(Locale.ROOT);
        String device = client.device.family.toLowerCase(Locale.ROOT);
        if (device.contains("ipad") || device.contains("tablet") || device.contains("kindle")) {
            return DeviceClass.TABLET;
        }
        if (os.equals("android")) {
            // Chrome and Firefox say Mobile on telephones only
            return userAgent.contains("Mobile") ? DeviceClass.MOBILE : DeviceClass.TABLET;
        }
        if (os.equals("ios") || device.contains("iphone") || os.contains("windows phone") || os.contains("kaios")) {
            return DeviceClass.MOBILE;
        }
        return os.startsWith("windows")
                        || os.startsWith("mac os")
                        || os.startsWith("linux")
                        || os.startsWith("ubuntu")
                        || os.startsWith("fedora")
                        || os.startsWith("chrome os")
                ? DeviceClass.DESKTOP
                : DeviceClass.OTHER;
    }
}
