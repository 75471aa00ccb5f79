// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import dev.visemux.relay.ops.RelayConfig;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLException;

/** TLS 1.2 and 1.3 by BoringSSL, or by the JDK where there is none for this machine. */
final class Tls {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private Tls() {}

    /** A server's, of PEM files. */
    static SslContext server(RelayConfig.Tls files) throws SSLException {
        return SslContextBuilder.forServer(files.certificate().toFile(), files.key().toFile())
                .sslProvider(provider()).protocols(PROTOCOLS).build();
    }

    /** Towards vendors: the system's authorities, and the certificate must name the host. */
    static SslContext client() {
        try {
            return SslContextBuilder.forClient().sslProvider(provider()).protocols(PROTOCOLS)
                    .endpointIdentificationAlgorithm("HTTPS").build();
        } catch (SSLException e) {
            throw new IllegalStateException("no TLS on this machine", e);
        }
    }

    private static SslProvider provider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }
}
