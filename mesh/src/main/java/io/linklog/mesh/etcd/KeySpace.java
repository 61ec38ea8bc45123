package io.linklog.mesh.etcd;

import java.util.regex.Pattern;

/**
 * The part of etcd that belongs to one program: all keys that begin with a root, such as {@code /greeter}. Programs
 * that share an etcd have different roots. A right of an etcd user for the prefix {@code root + "/"} covers all of it.
 *
 * @param root one to four names, each after a slash; a name is 1 to 64 letters, digits and . _ -, the first a letter or
 *     digit
 */
public record KeySpace(String root) {

    private static final Pattern ROOT = Pattern.compile("(/[A-Za-z0-9][A-Za-z0-9._-]{0,63}){1,4}");

    /** The keys of Linklog. */
    public static final KeySpace LINKLOG = new KeySpace("/linklog");

    /** @throws IllegalArgumentException if the root has another form */
    public KeySpace {
        if (!ROOT.matcher(root).matches()) {
            throw new IllegalArgumentException("'" + root + "' is not the root of a key space: use a form like"
                    + " /greeter, one to four names of 1 to 64 letters, digits and . _ -, each after a slash, without a"
                    + " slash at the end");
        }
    }

    /** The key or prefix at this path, for example {@code services/}. */
    public String at(String path) {
        return root + "/" + path;
    }

    @Override
    public String toString() {
        return root;
    }
}
