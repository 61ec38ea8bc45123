package io.linklog.query.rules;

import io.linklog.schemas.conditions.Browser;
import io.linklog.schemas.conditions.Device;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The device and the browser that a User-Agent names, as far as conditions ask for them. It searches a bounded text for
 * a few words, in about a microsecond; the classification of visits takes a hundred times that. The kinds and their
 * precedence are those of the parser that Shlink uses.
 */
record AgentKind(Set<Device> devices, @Nullable Browser browser) {

    private static final int LONGEST = 512;

    private static final Set<Device> NONE = Set.of();
    private static final Set<Device> ANDROID = Set.of(Device.ANDROID, Device.MOBILE);
    private static final Set<Device> IOS = Set.of(Device.IOS, Device.MOBILE);
    private static final Set<Device> CHROMEOS = Set.of(Device.CHROMEOS, Device.DESKTOP);
    private static final Set<Device> WINDOWS = Set.of(Device.WINDOWS, Device.DESKTOP);
    private static final Set<Device> MACOS = Set.of(Device.MACOS, Device.DESKTOP);
    private static final Set<Device> LINUX = Set.of(Device.LINUX, Device.DESKTOP);

    // they call themselves Chrome or Safari, too
    private static final String[] OTHER_BROWSERS = {
        "SamsungBrowser/",
        "Vivaldi/",
        "YaBrowser/",
        "UCBrowser/",
        "Silk/",
        "HeadlessChrome/",
        "Seamonkey/",
        "SeaMonkey/"
    };

    static AgentKind of(String userAgent) {
        String text = userAgent.length() <= LONGEST ? userAgent : userAgent.substring(0, LONGEST);
        return new AgentKind(devices(text), browser(text));
    }

    private static Set<Device> devices(String agent) {
        if (hasAny(agent, "Windows Phone", "Xbox", "Tizen")) {
            return NONE;
        }
        if (agent.contains("Android")) {
            return ANDROID;
        }
        if (hasAny(agent, "iPhone", "iPad")) {
            return IOS;
        }
        if (hasAny(agent, "FreeBSD", "NetBSD", "OpenBSD")) {
            return NONE;
        }
        if (agent.contains("CrOS")) {
            return CHROMEOS;
        }
        if (agent.contains("Windows")) {
            return WINDOWS;
        }
        if (agent.contains("Macintosh")) {
            return MACOS;
        }
        return hasAny(agent, "Linux", "X11") ? LINUX : NONE;
    }

    private static @Nullable Browser browser(String agent) {
        if (hasAny(agent, "OPR/", "Opera", "OPiOS/")) {
            return Browser.OPERA;
        }
        if (hasAny(agent, "Edg/", "Edge/", "EdgA/", "EdgiOS/")) {
            return Browser.EDGE;
        }
        if (hasAny(agent, OTHER_BROWSERS)) {
            return null;
        }
        if (hasAny(agent, "Firefox/", "FxiOS/")) {
            return Browser.FIREFOX;
        }
        if (hasAny(agent, "Chrome/", "CriOS/")) {
            return Browser.CHROME;
        }
        if (!agent.contains("AppleWebKit/") || !agent.contains("Version/")) {
            return null;
        }
        return agent.contains("Android") ? Browser.ANDROID_BROWSER : agent.contains("Safari/") ? Browser.SAFARI : null;
    }

    private static boolean hasAny(String agent, String... words) {
        for (String word : words) {
            if (agent.contains(word)) {
                return true;
            }
        }
        return false;
    }
}
