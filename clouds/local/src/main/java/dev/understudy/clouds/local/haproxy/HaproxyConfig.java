package dev.understudy.clouds.local.haproxy;

import dev.understudy.core.weights.Weights;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.StringJoiner;

/**
 * The configuration of one HAProxy.
 *
 * <p>Its times belong together. A zone that falls silent is marked down after at most two checks, 100 + 300 + 50 + 300
 * ms. A request that was sent there is given up after 800 ms, so its first retry already avoids the zone; one that still
 * connects is given up after 300 ms and has four tries. Either way it is answered elsewhere well within 2 s. A zone whose
 * round trip with the service's own time stays below 300 ms is never marked down for being slow.
 *
 * <p>Requests that are not idempotent are tried again only where no connection was made: the zone never saw them.
 *
 * @param home its directory
 * @param frontend {@code host:port} that takes requests
 * @param admin {@code host:port} of the runtime API for the provider
 * @param stats {@code host:port} of the runtime API for looking
 * @param identityBundle certificate and key it shows
 * @param authority who signs those it talks to
 * @param unprivileged whether it gives up root after it has read all this
 */
record HaproxyConfig(
        Path home,
        String frontend,
        String admin,
        String stats,
        Path identityBundle,
        Path authority,
        boolean unprivileged) {
    private static final int NOBODY = 65_534;

    /** What must be in force from the first request on. */
    record Start(SortedMap<ServerName, Integer> weights, Weights shares, long revision, long epoch) {}

    Path file() {
        return home.resolve("haproxy.cfg");
    }

    /** Health of servers over a reload: {@code show servers state} of the worker before. */
    Path stateFile() {
        return home.resolve("servers.state");
    }

    Path masterSocket() {
        return home.resolve("master");
    }

    Path jail() {
        return home.resolve("jail");
    }

    Path adminSocket() {
        return jail().resolve("admin");
    }

    String render(Start start) {
        var text = new StringJoiner("\n", "", "\n");
        global(text, start);
        text.add("""
                defaults
                  mode http
                  timeout connect 300ms
                  timeout server 800ms
                  timeout check 300ms
                  timeout queue 500ms
                  timeout client 30s
                  timeout http-request 5s
                  timeout http-keep-alive 30s
                  retries 3
                  option redispatch 1
                  option idle-close-on-response
                  load-server-state-from-file global
                frontend service
                  bind ipv4@%s
                  default_backend %s
                backend %s
                  balance roundrobin
                  retry-on conn-failure empty-response response-timeout 0rtt-rejected
                  http-request disable-l7-retry unless { method GET HEAD PUT DELETE OPTIONS TRACE }
                  option httpchk GET /healthz
                  http-check expect status 200
                  default-server check inter 100ms fastinter 50ms downinter 100ms fall 2 rise 2""".formatted(frontend, HaproxyState.BACKEND, HaproxyState.BACKEND));
        start.weights()
                .forEach((name, weight) ->
                        text.add("  server " + name + " ipv4@" + name.endpoint() + " weight " + weight));
        runtime(text, "admin", admin, "  tcp-request session reject unless { ssl_c_s_dn(CN) -m str provider }\n");
        runtime(text, "stats", stats, "");
        return text.toString();
    }

    private void global(StringJoiner text, Start start) {
        String owner = unprivileged ? " uid " + NOBODY + " gid " + NOBODY : "";
        text.add("global");
        text.add("  nbthread 1");
        text.add("  maxconn 2000");
        text.add("  no strict-limits");
        text.add("  hard-stop-after 5s");
        text.add("  stats timeout 1h");
        text.add("  stats socket " + adminSocket() + " mode 600" + owner + " level admin expose-fd listeners");
        text.add("  stats socket " + jail().resolve("stats") + " mode 600" + owner + " level user");
        text.add("  server-state-file " + stateFile());
        text.add("  set-var " + HaproxyState.REVISION + " int(" + start.revision() + ")");
        text.add("  set-var " + HaproxyState.EPOCH + " int(" + start.epoch() + ")");
        text.add("  set-var " + HaproxyState.LOCK + " int(0)");
        text.add("  set-var " + HaproxyState.SHARES + " str(" + HaproxyState.write(start.shares()) + ")");
        if (unprivileged) {
            text.add("  chroot " + jail());
            text.add("  uid " + NOBODY);
            text.add("  gid " + NOBODY);
        }
    }

    /** HAProxy's own socket cannot speak TLS, so HAProxy itself stands before it. */
    private void runtime(StringJoiner text, String name, String address, String rule) {
        String socket = unprivileged ? "/" + name : jail().resolve(name).toString();
        text.add("""
                listen runtime-%s
                  mode tcp
                  timeout client 1h
                  timeout server 1h
                  bind ipv4@%s ssl crt %s ca-file %s verify required ssl-min-ver TLSv1.3
                %s  server runtime unix@%s""".formatted(name, address, identityBundle, authority, rule, socket));
    }
}
