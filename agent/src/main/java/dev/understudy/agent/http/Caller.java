package dev.understudy.agent.http;

import dev.understudy.core.zone.ZoneId;
import dev.understudy.identity.Identity;
import dev.understudy.identity.IdentityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Who asks, by the certificate shown. Every one of them was issued by our authority; not every one may ask. */
public sealed interface Caller {
    /** The agent of a zone. */
    record Agent(ZoneId zone) implements Caller {}

    /** A person, or the reconciler: may read. */
    record Reader(String name) implements Caller {}

    /** Somebody with a certificate of ours and no business here. */
    record Stranger(String name) implements Caller {}

    /** The caller that a certificate's common name stands for. */
    static Caller named(String name) {
        if (name.startsWith("agent-")) {
            try {
                return new Agent(new ZoneId(name.substring("agent-".length())));
            } catch (IllegalArgumentException _) {
                return new Stranger(name);
            }
        }
        boolean person = name.startsWith("person-") && name.length() > "person-".length();
        return person || name.equals("reconciler") ? new Reader(name) : new Stranger(name);
    }

    /** The caller at the other end of a connection. */
    static Caller of(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? named(Identity.nameOf(certificate))
                    : new Stranger("no X.509 certificate");
        } catch (SSLPeerUnverifiedException _) {
            return new Stranger("no certificate");
        } catch (IdentityException _) {
            return new Stranger("a certificate without one plain name");
        }
    }
}
