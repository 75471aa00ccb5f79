// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import dev.visemux.relay.ops.ConfigException;
import dev.visemux.relay.ops.RelayConfig;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.util.List;
import javax.net.ssl.SSLException;

/** TLS 1.2 and 1.3 by BoringSSL, or by the JDK where there is none for this machine. */
final class Tls {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private Tls() {}

    /** The public door's; null where no certificate is set. */
    static SslContext server(RelayConfig.Tls files) {
        if (!files.isSet()) {
            return null;
        }
        try {
            return SslContextBuilder.forServer(files.certificate().toFile(), files.key().toFile())
                    .sslProvider(provider()).protocols(PROTOCOLS).build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new ConfigException(List.of("public.tls: %s and %s are not a PEM certificate chain and its PKCS#8 key (%s)"
                    .formatted(files.certificate(), files.key(), e.getMessage())));
        }
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
