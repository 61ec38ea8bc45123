package io.linklog.visits;

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
public final class Agents {

    /** @param bot why it is no person; null for a person */
    public record Agent(
            @Nullable String browser,
            @Nullable String os,
            DeviceClass device,
            @Nullable String bot) {}

    /** Of somebody of whom nothing is kept. */
    public static final Agent UNKNOWN = new Agent(null, null, DeviceClass.OTHER, null);

    private static final int REMEMBERED = 20_000;

    // What uap-core's list of spiders does not have: programs, and what makes previews in messengers. A text is short
    // and the pattern has no nested repetition, so that none makes it slow.
    private static final Pattern PROGRAM = Pattern.compile(
            "bot\\b|bot/|crawl|spider|slurp|scrape|monitor|headless|preview|facebookexternalhit|whatsapp|telegram|"
                    + "discord|slack|skype|embedly|mastodon|pleroma|misskey|curl/|wget/|python|okhttp|java/|"
                    + "go-http-client|libwww|httpclient|axios|node-fetch|postman|apachebench|\\bwrk\\b",
            Pattern.CASE_INSENSITIVE);

    private static final String PREFETCH = "prefetch";
    private static final String HEAD = "HEAD";

    private final Parser parser = new Parser();
    private final LoadingCache<String, Agent> known =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build(this::parse);
    private final BotList own;

    /** By the built-in list of bots. */
    public Agents() {
        this(BotList.NONE);
    }

    /** @param own goes before the built-in list */
    public Agents(BotList own) {
        this.own = own;
    }

    /** Why a visit is no person's, by what it asks for and by whom it says it is; null for a person's. */
    public static @Nullable String bot(boolean prefetch, boolean head, Agent agent) {
        if (prefetch) {
            return PREFETCH;
        }
        return head ? HEAD : agent.bot;
    }

    /** Whether a visit is no person's because of what it asked for, whoever it says it is. */
    public static boolean isOfRequest(@Nullable String bot) {
        return PREFETCH.equals(bot) || HEAD.equals(bot);
    }

    public Agent of(String userAgent) {
        return known.get(userAgent);
    }

    private Agent parse(String userAgent) {
        if (userAgent.isBlank()) {
            return new Agent(null, null, DeviceClass.OTHER, "no user agent");
        }
        Client client = parser.parse(userAgent);
        String bot = bot(client, userAgent);
        return new Agent(
                known(client.userAgent.family),
                known(client.os.family),
                bot == null ? device(client, userAgent) : DeviceClass.OTHER,
                bot);
    }

    private @Nullable String bot(Client client, String userAgent) {
        if (own.spares(userAgent)) {
            return null;
        }
        if ("Spider".equals(client.device.family)) {
            return "crawler";
        }
        if (PROGRAM.matcher(userAgent).find()) {
            return "program";
        }
        return own.names(userAgent) ? "listed" : null;
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
