// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import dev.visemux.relay.provider.Approach;
import dev.visemux.relay.provider.Endpoint;
import dev.visemux.relay.provider.Errand;
import dev.visemux.relay.upstream.Asker;
import dev.visemux.relay.upstream.Dialer;
import dev.visemux.relay.upstream.Vendors;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stop 3: how one session gets to its vendor. Where its approach is an errand, the vendor's REST service is asked first
 * and says where to dial. Both together keep one time limit. On the session's event loop; it owns what it has opened
 * until the outcome does, which gives up what it was refused.
 */
final class WayToVendor implements Asker.Outcome {
    private static final Logger log = LoggerFactory.getLogger(WayToVendor.class);

    private final Vendors vendors;
    private final EventLoop loop;
    private final Dialer.Outcome outcome;
    private Errand errand;
    private String host;
    private Channel opened;
    private Future<?> deadline;
    private boolean over;

    WayToVendor(Vendors vendors, EventLoop loop, Dialer.Outcome outcome) {
        this.vendors = vendors;
        this.loop = loop;
        this.outcome = outcome;
    }

    void begin(Approach approach) {
        host = approach.uri().getHost();
        later(() -> {
            switch (approach) {
                case Endpoint endpoint -> dial(endpoint);
                case Errand asked -> ask(asked);
            }
        });
    }

    /** In a task of its own, for it opens a socket: a new one may have the number of one that is being closed just now. */
    private void later(Runnable task) {
        loop.execute(() -> {
            if (!over) {
                task.run();
            }
        });
    }

    /** Whoever was asked last. */
    String host() {
        return host;
    }

    /** Nobody waits any more. */
    void giveUp() {
        end();
        if (opened != null) {
            opened.close();
        }
    }

    private void ask(Errand asked) {
        errand = asked;
        deadline = loop.schedule(() -> {
            log.info("{}: no way to the vendor in {} ms", errand, vendors.limit().toMillis());
            refused(RelayError.UPSTREAM_UNREACHABLE);
        }, vendors.limit().toNanos(), TimeUnit.NANOSECONDS);
        opened = vendors.asker().ask(loop, asked.method(), asked.uri(), asked.headers(), asked.body(), this);
    }

    @Override
    public void answered(Asker.Answer answer) {
        if (over) {
            return;
        }
        RelayError fault = answer.fault();
        if (fault != null) {
            log.info("{}: {} (status {})", errand, fault.code(), answer.status());
            refused(fault);
            return;
        }
        try {
            Endpoint endpoint = errand.then().apply(answer.body());
            later(() -> dial(endpoint));
        } catch (RelayException e) {
            log.warn("{}: {}", errand, e.getMessage());
            refused(e.error());
        }
    }

    private void dial(Endpoint endpoint) {
        host = endpoint.uri().getHost();
        opened = vendors.dialer().dial(loop, endpoint.uri(), endpoint.headers(), new Dialer.Outcome() {
            @Override
            public void connected(Channel channel) {
                end();
                outcome.connected(channel);
            }

            @Override
            public void refused(RelayError error) {
                WayToVendor.this.refused(error);
            }
        });
    }

    @Override
    public void refused(RelayError error) {
        if (!over) {
            end();
            outcome.refused(error);
        }
    }

    private void end() {
        over = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
    }
}
