// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import dev.visemux.relay.ops.RelayConfig;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS 1.2 and 1.3 by BoringSSL, or by the JDK where there is none for this machine. */
final class Tls {
    private static final Logger log = LoggerFactory.getLogger(Tls.class);
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private Tls() {}

    /** A server's, of PEM files. */
    static SslContext server(RelayConfig.Tls files) throws SSLException {
        return SslContextBuilder.forServer(files.certificate().toFile(), files.key().toFile())
                .sslProvider(provider()).protocols(PROTOCOLS).build();
    }

    /** Towards vendors: the authorities that Java trusts, and the certificate must name the host. No setting turns that off. */
    static SslContext client() {
        return client(null);
    }

    /** {@code authorities}: null for those that Java trusts. */
    static SslContext client(TrustManagerFactory authorities) {
        try {
            return SslContextBuilder.forClient().sslProvider(provider()).protocols(PROTOCOLS).trustManager(authorities)
                    .endpointIdentificationAlgorithm("HTTPS").build();
        } catch (SSLException e) {
            throw new IllegalStateException("no TLS on this machine", e);
        }
    }

    private static SslProvider provider() {
        if (OpenSsl.isAvailable()) {
            return SslProvider.OPENSSL;
        }
        log.warn("no BoringSSL here ({}), using the JDK's TLS, which is slower", OpenSsl.unavailabilityCause().toString());
        return SslProvider.JDK;
    }
}
