package io.linklog.schemas.conditions;

/** Kinds of devices. A device can be of two: a phone with Android is {@link #ANDROID} and {@link #MOBILE}. */
public enum Device {
    ANDROID,
    IOS,
    MOBILE,
    WINDOWS,
    MACOS,
    LINUX,
    CHROMEOS,
    DESKTOP
}
