package io.linklog.kit.ratelimit;

import io.linklog.kit.client.TrustedProxies;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.IntSupplier;

/**
 * The limits that an instance counts. Thread-safe.
 *
 * @param keys of each API key
 * @param addresses of each client's address
 * @param proxies find the address of a client
 */
public record Limits(KeyLimits keys, AddressLimits addresses, TrustedProxies proxies) {

    /** @param instances how many instances of this service share the limits, 1 or more */
    public static Limits open(
            LimitSettings settings, TrustedProxies proxies, IntSupplier instances, MeterRegistry meters) {
        return new Limits(new KeyLimits(instances, meters), new AddressLimits(settings, instances, meters), proxies);
    }
}
