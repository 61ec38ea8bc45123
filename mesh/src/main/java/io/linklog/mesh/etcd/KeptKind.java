package io.linklog.mesh.etcd;

import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A kind of values that services write back when etcd has lost them, see {@link KeptView}.
 *
 * @param prefix of their keys in etcd
 * @param noun for one value in log lines, meters and thread names, for example "domain"
 * @param path the key of a value
 * @param write the text of a value
 * @param read the value of an entry
 * @param mayBeMissing whether a value may be missing because somebody removed it
 * @param isOlder whether the first of two values of a key is a state from before the second
 */
public record KeptKind<T>(
        String prefix,
        String noun,
        Function<T, String> path,
        Function<T, String> write,
        PrefixView.Reader<T> read,
        Predicate<T> mayBeMissing,
        BiPredicate<T, T> isOlder) {}
