// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import java.net.URI;

/** A provider whose name, door and form are known before any setting is read. Any thread. */
abstract class KnownProvider implements Provider {
    private final String name;
    private final Door door;
    private final Form form;

    KnownProvider(String name, Door door, Form form) {
        this.name = name;
        this.door = door;
        this.form = form;
    }

    /** To which paths are appended: without slashes at its end. */
    static String base(URI url) {
        return url.toString().replaceFirst("/+$", "");
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Door door() {
        return door;
    }

    @Override
    public final Form form() {
        return form;
    }
}
