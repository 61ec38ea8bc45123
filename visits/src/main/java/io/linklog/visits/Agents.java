package io.linklog.visits;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.linklog.schemas.DeviceClass;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import ua_parser.Client;
import ua_parser.Parser;

/**
 * Classifies visitors by their User-Agent. Its browser and system cost hundreds of regular expressions, about 100 µs,
 * so the results are cached; {@link Bots} is quick. Thread-safe.
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
            return new Agent(null, null, DeviceClass.OTHER, reason(userAgent));
        }
        Client client = parser.parse(Bots.begin(userAgent));
        String bot = reason(userAgent);
        return new Agent(
                familyOrNull(client.userAgent.family),
                familyOrNull(client.os.family),
                bot == null ? device(client, userAgent) : DeviceClass.OTHER,
                bot);
    }

    private @Nullable String reason(String userAgent) {
        String read = Bots.begin(userAgent);
        if (operatorList.isException(read)) {
            return null;
        }
        String reason = Bots.reason(read);
        return reason == null && operatorList.isBot(read) ? "listed" : reason;
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
