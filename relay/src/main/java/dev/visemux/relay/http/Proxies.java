// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.relay.ops.Network;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/**
 * Whose connection it really is. Balancers in front are believed, {@code PROXY} header first, then the nearest address of
 * {@code X-Forwarded-For} that is none of theirs; anybody else could write anything there. Any thread.
 */
public final class Proxies {
    /** What a PROXY header said. */
    static final AttributeKey<InetSocketAddress> SAID = AttributeKey.valueOf("visemux.proxied-address");
    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private final List<Network> networks;

    /** {@code networks}: addresses, or networks in CIDR notation. */
    public Proxies(List<String> networks) {
        this.networks = networks.stream().map(Network::parse).toList();
    }

    /** Whether the peer of a channel is one whose word is taken. */
    public boolean vouchFor(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress peer && isProxy(peer);
    }

    /** The client of a request; null where the channel has no address. */
    InetAddress client(Channel channel, HttpHeaders headers) {
        SocketAddress said = channel.attr(SAID).get();
        if (!((said == null ? channel.remoteAddress() : said) instanceof InetSocketAddress nearest)) {
            return null;
        }
        String[] forwarded = String.join(",", headers.getAll(FORWARDED_FOR)).split(",");
        for (int i = forwarded.length - 1; i >= 0 && isProxy(nearest); i--) {
            InetSocketAddress before = address(forwarded[i].strip());
            if (before == null) {
                break; // nobody knows whose it is
            }
            nearest = before;
        }
        return nearest.getAddress();
    }

    private boolean isProxy(InetSocketAddress peer) {
        return networks.stream().anyMatch(network -> network.contains(peer.getAddress()));
    }

    /** Null where the text is no IP address; names are never looked up. */
    static InetSocketAddress address(String text) {
        try {
            return new InetSocketAddress(InetAddress.ofLiteral(text), 0);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
