// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import dev.visemux.relay.ops.RelayConfig.Upstreams.Upstream;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/**
 * Which URLs a vendor may hand back for the relay to dial: its configured host and port by the configured transport, or
 * a host of {@code allowed_hosts} ({@code name} or {@code name:port}), never less secure. So no answer of a vendor, true
 * or forged, leads the relay into the operator's own network. Any thread.
 */
final class AllowedHosts {
    private static final int MAX_SHOWN_CHARS = 256;

    private final URI own;
    private final List<String> others;

    AllowedHosts(Upstream upstream) {
        own = upstream.url();
        others = upstream.allowedHosts().stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    }

    /** The URL, parsed; or {@code upstream_host_refused}. */
    URI check(String url) {
        URI uri = parse(url);
        if (uri == null || !isOwn(uri) && !isListed(uri)) {
            String named = uri == null ? "no host of a ws or wss URL" : uri.getScheme() + "://" + uri.getAuthority();
            throw new RelayException(RelayError.UPSTREAM_HOST_REFUSED, own.getHost() + " handed back "
                    + named.substring(0, Math.min(named.length(), MAX_SHOWN_CHARS))
                    + "; the operator may list it in allowed_hosts");
        }
        return uri;
    }

    private boolean isOwn(URI uri) {
        return host(uri).equals(host(own)) && port(uri) == port(own) && secure(uri) == secure(own);
    }

    private boolean isListed(URI uri) {
        boolean plainName = port(uri) == defaultPort(uri) && others.contains(host(uri));
        return (plainName || others.contains(host(uri) + ":" + port(uri))) && (secure(uri) || !secure(own));
    }

    /** Null where there is no host, or more than a host: a user's name may look like one. */
    private static URI parse(String url) {
        try {
            URI uri = new URI(url);
            boolean known = uri.getScheme() != null && uri.getScheme().matches("(?i)wss?|https?");
            return known && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null ? uri : null;
        } catch (URISyntaxException _) {
            return null;
        }
    }

    private static String host(URI uri) {
        return uri.getHost().toLowerCase(Locale.ROOT);
    }

    private static int port(URI uri) {
        return uri.getPort() < 0 ? defaultPort(uri) : uri.getPort();
    }

    private static int defaultPort(URI uri) {
        return secure(uri) ? 443 : 80;
    }

    private static boolean secure(URI uri) {
        return uri.getScheme().matches("(?i)wss|https");
    }
}
