namespace GroupResults.Api.Demo;

/// <summary>A test suite and its groups.</summary>
/// <param name="MedianMs">The median duration of a group, in milliseconds.</param>
internal sealed record DemoSuite(string Name, int MedianMs, IReadOnlyList<string> Groups);

/// <summary>
/// Generates groups with names like Firefox's: manifests in the directories of its components, manifests that include a
/// common one (<c>a.toml:b.toml</c>), and directories of web-platform-tests.
/// </summary>
internal static class DemoSuites
{
    private const string WebPlatformTests = "web-platform-tests";

    /// <param name="Share">The share of all groups.</param>
    /// <param name="Manifests">The manifests in a component's directory; a bar separates a manifest from the one it includes.</param>
    private sealed record Shape(string Suite, double Share, int MedianMs, string[] Manifests);

    private static readonly Shape[] Shapes =
    [
        new("mochitest-browser-chrome", 0.24, 9_000,
        [
            "tests/browser/browser.toml", "test/browser/browser.toml", "test/browser.toml", "content/test/browser.toml",
            "tests/browser/browser.toml|tests/browser/browser-common.toml",
            "test/browser/browser-private.toml|test/browser/browser-common.toml",
        ]),
        new("mochitest-plain", 0.14, 6_000,
        [
            "test/mochitest.toml", "tests/mochitest/mochitest.toml", "test/mochitest/mochitest-serviceworker.toml",
            "test/mochitest/mochitest-remote.toml|test/mochitest/mochitest-common.toml",
        ]),
        new("mochitest-chrome", 0.05, 4_000, ["test/chrome.toml", "tests/chrome/chrome.toml"]),
        new("mochitest-devtools-chrome", 0.03, 14_000, ["test/browser.toml", "test/node/browser_webconsole.toml"]),
        new("xpcshell", 0.31, 2_500,
        [
            "tests/unit/xpcshell.toml", "test/unit/xpcshell.toml", "tests/xpcshell/xpcshell.toml",
            "test/xpcshell/xpcshell-remote.toml|test/xpcshell/xpcshell-common.toml",
            "test/xpcshell/xpcshell.toml|test/xpcshell/xpcshell-common.toml",
            "tests/unit/xpcshell-parent-process.toml|tests/unit/xpcshell-shared.toml",
        ]),
        new(WebPlatformTests, 0.23, 3_000, []),
    ];

    private static readonly string[] Components =
    [
        "accessible/tests", "browser/base/content", "browser/components/aboutlogins", "browser/components/contextualidentity",
        "browser/components/customizableui", "browser/components/downloads", "browser/components/enterprisepolicies",
        "browser/components/extensions", "browser/components/firefoxview", "browser/components/newtab",
        "browser/components/originattributes", "browser/components/places", "browser/components/preferences",
        "browser/components/privatebrowsing", "browser/components/resistfingerprinting", "browser/components/sessionstore",
        "browser/components/sidebar", "browser/components/tabbrowser", "browser/components/translations",
        "browser/components/urlbar", "browser/extensions/formautofill", "browser/extensions/webcompat",
        "devtools/client/debugger", "devtools/client/inspector", "devtools/client/netmonitor", "devtools/client/performance-new",
        "devtools/client/shared", "devtools/client/webconsole", "devtools/server", "docshell", "dom/animation", "dom/base",
        "dom/bindings", "dom/cache", "dom/canvas", "dom/events", "dom/fetch", "dom/file", "dom/fs", "dom/html", "dom/indexedDB",
        "dom/ipc", "dom/localstorage", "dom/media/webaudio", "dom/media/webrtc", "dom/midi", "dom/notification", "dom/payments",
        "dom/performance", "dom/push", "dom/quota", "dom/security", "dom/serviceworkers", "dom/simpledb", "dom/smil", "dom/storage",
        "dom/streams", "dom/svg", "dom/u2f", "dom/webauthn", "dom/webgpu", "dom/websocket", "dom/workers", "dom/xhr",
        "editor/libeditor", "gfx/layers", "image/test", "intl/locale", "layout/base", "layout/forms", "layout/generic",
        "layout/inspector", "layout/style", "mobile/shared/components/extensions", "modules/libjar", "modules/libpref",
        "netwerk/cookie", "netwerk/dns", "netwerk/protocol/http", "netwerk/test", "parser/htmlparser", "remote/cdp", "remote/marionette",
        "remote/webdriver-bidi", "security/manager/ssl", "security/sandbox", "services/fxaccounts", "services/settings", "services/sync",
        "storage", "testing/mochitest", "toolkit/components/alerts", "toolkit/components/antitracking",
        "toolkit/components/backgroundtasks", "toolkit/components/contentprefs", "toolkit/components/cookiebanners",
        "toolkit/components/corroborator", "toolkit/components/crashes", "toolkit/components/downloads",
        "toolkit/components/extensions", "toolkit/components/featuregates", "toolkit/components/forgetaboutsite",
        "toolkit/components/glean", "toolkit/components/messaging-system", "toolkit/components/ml", "toolkit/components/narrate",
        "toolkit/components/nimbus", "toolkit/components/normandy", "toolkit/components/passwordmgr", "toolkit/components/pdfjs",
        "toolkit/components/places", "toolkit/components/printing", "toolkit/components/reader", "toolkit/components/remotebrowserutils",
        "toolkit/components/reputationservice", "toolkit/components/search", "toolkit/components/telemetry",
        "toolkit/components/thumbnails", "toolkit/components/translations", "toolkit/components/url-classifier",
        "toolkit/components/windowwatcher", "toolkit/content", "toolkit/crashreporter", "toolkit/modules", "toolkit/mozapps/extensions",
        "toolkit/mozapps/update", "toolkit/xre", "uriloader/exthandler", "widget", "xpcom",
    ];

    private static readonly string[] Parts =
    [
        "", "actors", "aboutpages", "backgroundupdate", "bookmarks", "capabilities", "compatibility", "content-blocking", "contextmenu",
        "cross-origin", "diagnostics", "dialogs", "experiments", "fission", "fullscreen", "history", "keyboard", "lifecycle", "migration",
        "navigation", "notifications", "permissions", "permission-prompts", "persistence", "private-browsing", "process-isolation",
        "protocols", "recovery", "referrer-policy", "scheduling", "serialization", "shutdown", "startup", "storage-access",
        "structured-clone", "tabs", "telemetry", "third-party-cookies", "webextensions", "window-management",
    ];

    private static readonly string[] WebFeatures =
    [
        "content-security-policy", "cookies", "credential-management", "css/css-align", "css/css-anchor-position", "css/css-animations",
        "css/css-backgrounds", "css/css-cascade", "css/css-color", "css/css-conditional/container-queries", "css/css-contain",
        "css/css-flexbox", "css/css-fonts", "css/css-grid", "css/css-images", "css/css-inline", "css/css-logical", "css/css-masking",
        "css/css-overflow", "css/css-position", "css/css-scroll-snap", "css/css-shapes", "css/css-sizing", "css/css-tables",
        "css/css-text", "css/css-transforms", "css/css-transitions", "css/css-ui", "css/css-values", "css/css-writing-modes", "css/cssom-view",
        "css/filter-effects", "css/selectors", "custom-elements", "dom", "editing", "encoding/legacy-mb-schinese", "event-timing", "fetch/api",
        "fetch/metadata", "fs", "html/browsers/browsing-the-web", "html/browsers/history", "html/canvas/element", "html/canvas/offscreen",
        "html/cross-origin-embedder-policy", "html/cross-origin-opener-policy", "html/dom/elements", "html/editing/dnd",
        "html/infrastructure/urls", "html/rendering/non-replaced-elements", "html/rendering/replaced-elements",
        "html/semantics/embedded-content", "html/semantics/forms", "html/semantics/interactive-elements",
        "html/semantics/scripting-1/the-script-element", "html/webappapis/dynamic-markup-insertion", "html/webappapis/scripting",
        "IndexedDB", "infrastructure", "intersection-observer", "loading/lazyload", "mixed-content", "navigation-api",
        "navigation-timing", "payment-request", "pointerevents", "preload", "referrer-policy/gen", "resource-timing", "screen-orientation",
        "scroll-animations", "service-workers/service-worker", "shadow-dom", "speculation-rules", "storage-access-api", "streams",
        "svg/animations", "svg/text", "trusted-types", "upgrade-insecure-requests", "urlpattern", "wasm/jsapi", "web-animations",
        "webaudio/the-audio-api", "webcodecs", "webdriver/tests/bidi", "webdriver/tests/classic", "WebCryptoAPI", "webrtc", "websockets",
        "webtransport", "webxr", "workers/modules", "xhr",
    ];

    private static readonly string[] WebParts =
    [
        "", "abspos", "alignment", "animation", "baseline", "calc", "cross-origin", "credentials", "crashtests", "dedicated-worker",
        "grid-lanes", "interpolation", "inheritance", "invalidation", "iframe-all-local.sub", "layout-algorithm", "microtask",
        "navigating-across-documents", "parsing", "percentages", "propagation", "policies", "redirect-cross-origin", "reftests",
        "replace-before-load", "resources", "same-origin-policy", "scroll-to-fragid", "serialize", "shared-worker", "subgrid",
        "testcommon", "timing", "tentative", "units", "unload", "variables", "window-properties", "worker-module",
    ];

    /// <param name="groups">The number of distinct groups in all suites.</param>
    internal static IReadOnlyList<DemoSuite> Create(int groups, DemoRandom random)
    {
        var taken = new HashSet<string>(groups, StringComparer.Ordinal);
        var suites = new List<DemoSuite>(Shapes.Length);
        foreach (var shape in Shapes)
        {
            var isLast = shape == Shapes[^1];
            var count = isLast ? groups - taken.Count : (int)(groups * shape.Share);
            suites.Add(new DemoSuite(shape.Suite, shape.MedianMs, Names(shape, count, taken, random)));
        }

        return suites;
    }

    private static List<string> Names(Shape shape, int count, HashSet<string> taken, DemoRandom random)
    {
        List<string> names = new(count);
        for (var number = 0; names.Count < count; number++)
        {
            var name = shape.Suite is WebPlatformTests ? WebDirectory(random) : Manifest(shape.Manifests, random);

            // When the lists are exhausted, further directories are numbered.
            if (number > count * 20) name = name.Replace("/test", $"/part{number}/test", StringComparison.Ordinal) + (name[0] is '/' ? $"/{number}" : "");
            if (taken.Add(name)) names.Add(name);
        }

        return names;
    }

    private static string Manifest(string[] manifests, DemoRandom random)
    {
        var directory = Join(random.Pick(Components), random.Pick(Parts));
        var names = random.Pick(manifests).Split('|').Select(manifest => Join(directory, manifest));
        return string.Join(':', names);
    }

    private static string WebDirectory(DemoRandom random)
    {
        var first = random.Pick(WebParts);
        var directory = $"/{Join(random.Pick(WebFeatures), first)}";
        return random.Chance(0.7) ? Join(directory, random.Pick(WebParts)) : directory;
    }

    private static string Join(string directory, string name) => name.Length == 0 ? directory : $"{directory}/{name}";
}
