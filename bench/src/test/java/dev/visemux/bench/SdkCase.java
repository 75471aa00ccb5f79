// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * One way in which applications use one SDK.
 *
 * @param packageName as package.json names it: an older version has a name of its own
 * @param form        how it is told of the relay
 * @param shows       whether its application sees the visemes; else only its socket does
 * @param leaves      how it closes
 */
record SdkCase(SdkVendor vendor, String sdk, String packageName, String script, boolean browserLike, String form,
        boolean shows, Close leaves) {

    private static final Close NO_CODE = Close.of(-1, "");
    private static final Close ENDED = new Close(1000, "User ended conversation");
    private static final String AGENTS = "@openai/agents-realtime";
    private static final String GENAI = "@google/genai";
    private static final String ELEVENLABS = "@elevenlabs/client";
    private static final String URL = "url";
    /** By URL, and visemes in messages of their own. */
    static final String SEPARATE = "url, separate";
    private static final String SOCKET = "createWebSocket";

    /** It holds no session: it reads an access token. */
    static final SdkCase LIVEKIT = new SdkCase(SdkVendor.VATEL, "livekit-server-sdk", "livekit-server-sdk",
            "livekit.mjs", false, "session-token", false, NO_CODE);

    static List<SdkCase> all() {
        return Stream.of(
                agents(AGENTS, true, List.of(URL, SOCKET)),
                agents("agents-realtime-0.14.1", false, List.of(URL, SOCKET)),
                agents("agents-realtime-0.1.0", false, List.of(URL)), // createWebSocket came later
                agents("agents-realtime-0.14.1", true, List.of(SEPARATE)),
                agents("agents-realtime-0.1.0", true, List.of(SEPARATE)),
                openai("baseURL"),
                openai("clientSecrets").subList(0, 1), // a backend's work, which needs no browser
                genai(GENAI, "baseUrl", true),
                genai(GENAI, "authTokens", true).subList(0, 1),
                genai("genai-3", "baseUrl", true),
                genai("genai-1", "baseUrl", true),
                genai("genai-1.10", "baseUrl", false),
                each(SdkVendor.ELEVENLABS, ELEVENLABS, ELEVENLABS, "elevenlabs-client.mjs", "signedUrl", true, ENDED),
                each(SdkVendor.ELEVENLABS, ELEVENLABS, "elevenlabs-client-0.12", "elevenlabs-client.mjs", "signedUrl",
                        false, ENDED),
                List.of(new SdkCase(SdkVendor.ELEVENLABS, "@elevenlabs/elevenlabs-js", "@elevenlabs/elevenlabs-js",
                        "elevenlabs-js.mjs", false, "baseUrl", true, NO_CODE)),
                vatel("signed_url"),
                vatel("session-token")).flatMap(List::stream).toList();
    }

    /** Up to 0.14.1 the application is shown only what the SDK knows. */
    private static List<SdkCase> agents(String packageName, boolean shows, List<String> forms) {
        return forms.stream().flatMap(form -> each(SdkVendor.OPENAI, AGENTS, packageName, "agents-realtime.mjs", form,
                shows, NO_CODE).stream()).toList();
    }

    /** Before 1.23.0 the application is shown only what the SDK knows. */
    private static List<SdkCase> genai(String packageName, String form, boolean shows) {
        return each(SdkVendor.GEMINI, GENAI, packageName, "genai.mjs", form, shows, NO_CODE);
    }

    private static List<SdkCase> openai(String form) {
        return each(SdkVendor.OPENAI, "openai", "openai", "openai.mjs", form, true, new Close(1000, "OK"));
    }

    private static List<SdkCase> vatel(String form) {
        return each(SdkVendor.VATEL, "Vatel, a strict client", "none", "vatel-strict.mjs", form, true, NO_CODE);
    }

    /** With Node's usual WebSocket and with a browser's. */
    private static List<SdkCase> each(SdkVendor vendor, String sdk, String packageName, String script, String form,
            boolean shows, Close leaves) {
        return Stream.of(false, true).map(browserLike -> new SdkCase(
                vendor, sdk, packageName, script, browserLike, form, shows, leaves)).toList();
    }

    /** Those that can share a process. */
    String process() {
        return script + " " + packageName + " " + browserLike;
    }

    /** Whether {@code ./run sdk-test FILTER} means it. */
    boolean fits(String filter) {
        return (vendor + " " + this).toLowerCase(Locale.ROOT).contains(filter.toLowerCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return packageName + " " + (browserLike ? "browser-like" : "node") + " " + form;
    }
}
