package dev.understudy.bench.load;

/** One connection's worth of a client. Used by one thread. */
interface Client extends AutoCloseable {
    /**
     * Sends one request and waits for its answer.
     *
     * @param write whether it writes
     * @param key idempotency key of a write; of a read what to read
     * @throws Exception with the client's own words when it was not acknowledged
     */
    void send(boolean write, String key) throws Exception;

    @Override
    void close();
}
