package dev.understudy.cli;

import java.nio.file.Path;

/** Folders of the person who runs us. Taken from the environment, since a user namespace changes who that seems to be. */
final class Home {
    private Home() {}

    /** The person's own folder. */
    static Path ofPerson() {
        String home = System.getenv("HOME");
        return Path.of(home == null ? System.getProperty("user.home") : home).toAbsolutePath();
    }

    /** The product's: {@code $UNDERSTUDY_HOME}, else {@code ~/.understudy}. */
    static Path ofProduct() {
        String named = System.getenv("UNDERSTUDY_HOME");
        return named == null
                ? ofPerson().resolve(".understudy")
                : Path.of(named).toAbsolutePath();
    }
}
