package dev.understudy.core.measure;

/** What a probe exercises. */
public enum ProbeKind {
    /** ICMP echo: the path alone. */
    ICMP,
    /** TCP handshake: the path and the listener. */
    TCP,
    /** HTTP request: the path, the listener and the service. */
    HTTP
}
