package io.linklog.schemas.conditions;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A visitor of whom a test says what it needs. */
final class TestVisitor implements Visitor {

    final Map<String, String> parameters = new HashMap<>();
    final Set<Device> devices = EnumSet.noneOf(Device.class);

    @Nullable
    String acceptLanguage;

    @Nullable
    Browser browser;

    String referrer = "";
    byte[] address = {};

    @Nullable
    String country;

    @Nullable
    String city;

    long nowMillis;
    long draw;

    @Override
    public @Nullable String parameter(String name) {
        return parameters.get(name);
    }

    @Override
    public List<String> languages() {
        return Languages.preferred(acceptLanguage);
    }

    @Override
    public boolean isOn(Device device) {
        return devices.contains(device);
    }

    @Override
    public @Nullable Browser browser() {
        return browser;
    }

    @Override
    public String referrer() {
        return referrer;
    }

    @Override
    public byte[] address() {
        return address;
    }

    @Override
    public @Nullable String country() {
        return country;
    }

    @Override
    public @Nullable String city() {
        return city;
    }

    @Override
    public long nowMillis() {
        return nowMillis;
    }

    @Override
    public long draw() {
        return draw;
    }
}
