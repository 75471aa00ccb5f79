// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.dsp.viseme.LipSyncOptions;
import dev.visemux.relay.access.Grant;
import dev.visemux.relay.access.LipSyncSetting;
import dev.visemux.relay.provider.Provider;
import dev.visemux.relay.provider.VisemeMessage;

/**
 * How one session tells visemes.
 *
 * @param model   names them
 * @param options thins them out
 * @param own     what they travel in apart from the audio; null: in its own messages
 */
record Lips(String model, LipSyncOptions options, VisemeMessage own) {
    static Lips of(Grant grant, Provider provider) {
        return new Lips(grant.visemeModel(), LipSyncSetting.of(grant.naturalLipSync()),
                grant.separate() ? provider.visemeMessage() : null);
    }
}
