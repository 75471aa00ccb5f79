// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.upstream;

import dev.visemux.relay.ops.RelayError;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;

/** Asks a vendor's REST service. */
public interface Asker {
    /** {@code body}: JSON, or null for none; {@code headers} may hold a secret. A closed channel gives up. */
    Channel ask(EventLoop loop, HttpMethod method, URI uri, HttpHeaders headers, String body, Outcome outcome);

    /** How it ended: exactly one of the two, on the event loop. */
    interface Outcome {
        void answered(Answer answer);

        void refused(RelayError error);
    }

    /** What a vendor said; {@code type} is the Content-Type, empty where there is none. */
    record Answer(int status, String type, String body) {
        /** What this means for who needs a 2xx; null where it is one. */
        public RelayError fault() {
            return switch (status) {
                case 401, 403 -> RelayError.UPSTREAM_UNAUTHORIZED;
                default -> status / 100 == 2 ? null : RelayError.UPSTREAM_UNREACHABLE;
            };
        }

        /** Without the body, which may hold a secret. */
        @Override
        public String toString() {
            return "Answer[" + status + "]";
        }
    }
}
