package dev.understudy.clouds.local.service;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/**
 * What is answered to a request for data.
 *
 * @param type of the body
 * @param mutation whether something was written
 */
record Answer(int status, String type, String body, boolean mutation) {
    /** Whoever answers. */
    interface Source {
        /** Reads the request; writes nothing back. */
        Answer answer(HttpExchange exchange) throws IOException;
    }

    static Answer text(int status, String sentence) {
        return new Answer(status, "text/plain", sentence + "\n", false);
    }
}
