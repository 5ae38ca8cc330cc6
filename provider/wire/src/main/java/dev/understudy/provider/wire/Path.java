package dev.understudy.provider.wire;

import java.util.regex.Pattern;

/** Property paths as the engine writes them: {@code primary.zone}, {@code weights["zone-a"]}, {@code steps[0]}. */
public final class Path {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*");

    private Path() {}

    /** A field below a path. */
    public static String field(String parent, String name) {
        if (!PLAIN.matcher(name).matches()) {
            return parent + "[\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"]";
        }
        return parent.isEmpty() ? name : parent + "." + name;
    }

    /** An item below a path. */
    public static String item(String parent, int index) {
        return parent + "[" + index + "]";
    }

    /** A path below another. */
    public static String join(String parent, String child) {
        if (parent.isEmpty() || child.isEmpty()) {
            return parent + child;
        }
        return child.startsWith("[") ? parent + child : parent + "." + child;
    }

    /** The first name of a path. */
    public static String top(String path) {
        int end = 0;
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
            end++;
        }
        return path.substring(0, end);
    }
}
