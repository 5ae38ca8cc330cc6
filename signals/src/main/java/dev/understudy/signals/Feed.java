package dev.understudy.signals;

import java.net.http.HttpClient;
import java.time.Duration;

/** Fetches the bytes of a feed. Bounded in size and in time. Not for two threads at once. */
interface Feed {
    /** Bytes a feed may have. */
    int BYTES_MAX = 16 << 20;

    Fetched fetch() throws InterruptedException;

    /** What was fetched last was understood: it need not come again while it is the same. */
    void understood();

    static Feed at(Location location, HttpClient client, Duration patience) {
        return switch (location) {
            case Location.File file -> new FileFeed(file.path(), BYTES_MAX);
            case Location.Http http -> new HttpFeed(http.address(), client, patience, BYTES_MAX);
        };
    }
}
