package dev.understudy.clouds.local.haproxy;

import dev.understudy.core.weights.Weights;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import java.util.StringJoiner;

/**
 * The configuration of one HAProxy.
 *
 * <p>Its times belong together. A zone that falls silent is marked down after at most two checks, 300 + 300 + 50 + 300
 * ms. A request that was sent there is given up after 800 ms, one that still connects after 300 ms; whatever meets the
 * zone once more in the meantime gives up after another 300 ms, and there are six tries. So it is answered elsewhere
 * within 1.3 s. A zone whose round trip and own time stay below 300 ms is never marked down for being slow.
 *
 * <p>A zone without a share is a standby: its servers take requests only when no server with a share passes its checks,
 * so a zone that dies with all of the traffic costs no request before the weights move. When no server at all passes,
 * every one is tried in turn, for the checks may be what is wrong.
 *
 * <p>A server that nothing is meant to be behind is out of service by order, so that an empty place is not taken for a
 * dead one.
 *
 * <p>Requests that are not idempotent, by their method or by a key that they carry, are tried again only where no
 * connection was made: the zone never saw them. They are waited for longer, since nobody else will do them. A write under a
 * key is waited for a little longer than its database may pause: each further try would hold a place in an instance that is
 * waiting already. A request is sent on when its body is there too, because what is not whole cannot be sent twice.
 *
 * @param home its directory
 * @param frontend {@code host:port} that takes requests
 * @param admin {@code host:port} of the runtime API for the provider, and for agents that evacuate a zone
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

    private static final String DEFAULTS = """
            defaults
              mode http
              timeout connect 300ms
              timeout server 800ms
              timeout check 300ms
              timeout queue 500ms
              timeout client 30s
              timeout http-request 5s
              timeout http-keep-alive 30s
              retries 5
              option redispatch 1
              option http-buffer-request
              load-server-state-from-file global""";
    private static final String BALANCING = """
              balance roundrobin
              retry-on conn-failure empty-response response-timeout 0rtt-rejected
              http-request disable-l7-retry unless { method GET HEAD PUT DELETE OPTIONS TRACE } || { req.hdr(Idempotency-Key) -m found }
              http-request set-timeout server 10s unless { method GET HEAD PUT DELETE OPTIONS TRACE } || { req.hdr(Idempotency-Key) -m found }
              http-request set-timeout server 2500ms if { req.hdr(Idempotency-Key) -m found } !{ method GET HEAD PUT DELETE OPTIONS TRACE }""";

    /**
     * What must be in force from the first request on.
     *
     * @param empty servers that nothing is meant to be behind
     */
    record Start(
            SortedMap<ServerName, Integer> weights, Set<ServerName> empty, Weights shares, long revision, long epoch) {}

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
        text.add(DEFAULTS);
        text.add("frontend service");
        text.add("  option idle-close-on-response");
        text.add("  bind ipv4@" + frontend);
        text.add("  http-request deny deny_status 404 if { path /warm }");
        text.add("  use_backend " + HaproxyState.PANIC + " if { nbsrv(" + HaproxyState.BACKEND + ") eq 0 }");
        text.add("  default_backend " + HaproxyState.BACKEND);
        zones(text, start);
        text.add("backend " + HaproxyState.PANIC);
        text.add(BALANCING);
        start.weights().keySet().forEach(name -> text.add("  server " + name + " ipv4@" + name.endpoint()));
        runtime(
                text,
                "admin",
                admin,
                "  tcp-request session reject unless { ssl_c_s_dn(CN) -m str provider }"
                        + " || { ssl_c_s_dn(CN) -m beg agent- }\n");
        runtime(text, "stats", stats, "");
        return text.toString();
    }

    private static void zones(StringJoiner text, Start start) {
        text.add("backend " + HaproxyState.BACKEND);
        text.add(BALANCING);
        text.add("  option allbackups");
        text.add("  option httpchk GET /healthz");
        text.add("  http-check expect status 200");
        text.add("  default-server inter 300ms fastinter 50ms downinter 200ms fall 2 rise 2");
        start.weights().forEach((name, weight) -> {
            String server = "  server " + name + " ipv4@" + name.endpoint();
            String out = start.empty().contains(name) ? " disabled" : "";
            text.add(server + " weight " + weight + " check" + out);
        });
        start.weights().keySet().forEach(name -> {
            String standby = "  server " + HaproxyState.STANDBY + name + " ipv4@" + name.endpoint();
            text.add(standby + " backup track " + HaproxyState.BACKEND + "/" + name);
        });
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
