package dev.understudy.clouds.local.postgres;

import java.io.IOException;

/** A server does not start with the data it has. */
final class StartException extends IOException {
    private static final long serialVersionUID = 1;

    StartException(String message) {
        super(message);
    }
}
