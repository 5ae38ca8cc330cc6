package dev.understudy.identity;

import java.util.regex.Pattern;

/** The names a certificate may carry. */
final class Names {
    /** 64 is the bound of X.520 on a common name. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._@-]{0,62}[A-Za-z0-9])?");

    private Names() {}

    static String requireValid(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("identity name is \"" + name
                    + "\"; allowed: 1 to 64 letters, digits and inner dots, hyphens, underscores and at signs");
        }
        return name;
    }
}
