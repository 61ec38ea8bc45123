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
 * Classifies visitors by their User-Agent. Parsing one runs hundreds of regular expressions and takes about 100 µs, so
 * the results are cached. Thread-safe.
 */
public final class Agents {

    /**
     * A classified User-Agent.
     *
     * @param browser null if unknown
     * @param os null if unknown
     * @param bot the reason why the visitor is a bot; null for a person
     */
    public record Agent(
            @Nullable String browser,
            @Nullable String os,
            DeviceClass device,
            @Nullable String bot) {}

    /** The agent of a visitor whose User-Agent is not stored. */
    public static final Agent UNKNOWN = new Agent(null, null, DeviceClass.OTHER, null);

    private static final int CACHED_AGENTS = 20_000;

    // Programs and link previews of messengers, which are not in uap-core's list of spiders. The pattern has no nested
    // repetition, so no User-Agent makes the match slow.
    private static final Pattern PROGRAM = Pattern.compile(
            "bot\\b|bot/|crawl|spider|slurp|scrape|monitor|headless|preview|facebookexternalhit|whatsapp|telegram|"
                    + "discord|slack|skype|embedly|mastodon|pleroma|misskey|curl/|wget/|python|okhttp|java/|"
                    + "go-http-client|libwww|httpclient|axios|node-fetch|postman|apachebench|\\bwrk\\b",
            Pattern.CASE_INSENSITIVE);

    private static final String PREFETCH = "prefetch";
    private static final String HEAD = "HEAD";

    private final Parser parser = new Parser();
    private final LoadingCache<String, Agent> cache =
            Caffeine.newBuilder().maximumSize(CACHED_AGENTS).build(this::parse);
    private final BotList operatorList;

    /** Uses only the built-in list of bots. */
    public Agents() {
        this(BotList.NONE);
    }

    /** @param operatorList its exceptions precede the built-in list */
    public Agents(BotList operatorList) {
        this.operatorList = operatorList;
    }

    /** The reason why a visit is a bot's, from the request and from the agent; null for a person's visit. */
    public static @Nullable String botReason(boolean prefetch, boolean head, Agent agent) {
        if (prefetch) {
            return PREFETCH;
        }
        return head ? HEAD : agent.bot;
    }

    /** Whether {@link #botReason} took a reason from the request and not from the agent. */
    public static boolean isRequestReason(@Nullable String reason) {
        return PREFETCH.equals(reason) || HEAD.equals(reason);
    }

    /** Classifies a User-Agent. Blank text is a bot. */
    public Agent of(String userAgent) {
        return cache.get(userAgent);
    }

    private Agent parse(String userAgent) {
        if (userAgent.isBlank()) {
            return new Agent(null, null, DeviceClass.OTHER, "no user agent");
        }
        Client client = parser.parse(userAgent);
        String bot = agentReason(client, userAgent);
        return new Agent(
                familyOrNull(client.userAgent.family),
                familyOrNull(client.os.family),
                bot == null ? device(client, userAgent) : DeviceClass.OTHER,
                bot);
    }

    private @Nullable String agentReason(Client client, String userAgent) {
        if (operatorList.isException(userAgent)) {
            return null;
        }
        if ("Spider".equals(client.device.family)) {
            return "crawler";
        }
        if (PROGRAM.matcher(userAgent).find()) {
            return "program";
        }
        return operatorList.isBot(userAgent) ? "listed" : null;
    }

    private static @Nullable String familyOrNull(String family) {
        return "Other".equals(family) ? null : family;
    }

    private static DeviceClass device(Client client, String userAgent) {
        String os = client.os.family.toLowerCase(Locale.ROOT);
        String device = client.device.family.toLowerCase(Locale.ROOT);
        if (device.contains("ipad") || device.contains("tablet") || device.contains("kindle")) {
            return DeviceClass.TABLET;
        }
        if (os.equals("android")) {
            // Chrome and Firefox add Mobile on phones only
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
