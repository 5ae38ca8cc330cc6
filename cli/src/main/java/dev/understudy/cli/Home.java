package dev.understudy.cli;

import dev.understudy.ledger.Ledgers;
import java.nio.file.Path;

/** Folders of the person who runs us. Taken from the environment, since a user namespace changes who that seems to be. */
final class Home {
    private Home() {}

    /** The person's own folder. */
    static Path ofPerson() {
        String home = System.getenv("HOME");
        return Path.of(home == null ? System.getProperty("user.home") : home).toAbsolutePath();
    }

    /** The product's: the same that ledger and provider take. */
    static Path ofProduct() {
        return Ledgers.home(System.getenv());
    }
}
