// swift-tools-version: 6.1
import PackageDescription

// No `dependencies:` on purpose: what a well-kept C library does is bound as a system library
// under Sources/Shared/Libraries, each C module beside the Swift module that wraps it.

let libraries = "Sources/Shared/Libraries"
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

func c(_ name: String, pkgConfig: String? = nil, apt: String) -> Target {
    .systemLibrary(
        name: name, path: "\(libraries)/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

func wrapper(_ name: String, over dependencies: Target.Dependency...) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "\(libraries)/\(name)", swiftSettings: settings)
}

func tests(
    _ name: String, of dependencies: Target.Dependency..., path: String, exclude: [String] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(path)", exclude: exclude,
        swiftSettings: settings)
}

let package = Package(
    name: "hands-up",
    products: [
        .executable(name: "APIServer", targets: ["APIServer"]),
        .executable(name: "RealtimeGateway", targets: ["RealtimeGateway"]),
    ],
    targets: [
        c("CUV", pkgConfig: "libuv", apt: "libuv1-dev"),
        c("CMicroHTTPD", pkgConfig: "libmicrohttpd", apt: "libmicrohttpd-dev"),
        c("CPostgres", pkgConfig: "libpq", apt: "libpq-dev"),
        c("CHiredis", apt: "libhiredis-dev"),
        c("CWslay", apt: "libwslay-dev"),
        c("CSodium", pkgConfig: "libsodium", apt: "libsodium-dev"),
        c("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
        c("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        c("CCrack", apt: "libcrack2-dev"),
        c("CUnistring", apt: "libunistring-dev"),
        // Its own .pc file has flags that the package manager refuses; the headers need GLib's folders only.
        c("CVips", pkgConfig: "gobject-2.0", apt: "libvips-dev"),

        wrapper("EventLoops", over: "CUV"),
        wrapper("HTTPServer", over: "CMicroHTTPD", "EventLoops"),
        wrapper("Postgres", over: "CPostgres", "EventLoops"),
        wrapper("Redis", over: "CHiredis", "EventLoops"),
        wrapper("WebSockets", over: "CWslay", "CCrypto", "EventLoops"),
        wrapper("Cryptography", over: "CSodium"),
        wrapper("HTTPClient", over: "CCurl", "EventLoops"),
        wrapper("PasswordDictionary", over: "CCrack", "EventLoops"),
        wrapper("UnicodeForms", over: "CUnistring"),
        wrapper("Images", over: "CVips"),

        .target(
            name: "Shared",
            dependencies: [
                "EventLoops", "HTTPServer", "HTTPClient", "Postgres", "Redis", "Cryptography",
                "PasswordDictionary", "UnicodeForms", "Images",
            ],
            path: "Sources/Shared", exclude: ["Libraries"],
            resources: [.embedInCode("Database/Migrations")], swiftSettings: settings),
        .executableTarget(
            name: "APIServer",
            dependencies: [
                "Shared", "HTTPServer", "HTTPClient", "Postgres", "Cryptography", "PasswordDictionary",
                "Images", "EventLoops",
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "RealtimeGateway",
            dependencies: [
                "Shared", "HTTPServer", "WebSockets", "Postgres", "Redis", "Cryptography", "EventLoops",
            ],
            swiftSettings: settings),

        .target(name: "TestSupport", path: "Tests/Support", swiftSettings: settings),
        tests(
            "SharedTests",
            of: "Shared", "HTTPServer", "HTTPClient", "Postgres", "Cryptography", "EventLoops",
            "TestSupport",
            path: "SharedTests", exclude: ["LibrariesTests"]),
        tests(
            "APIServerTests",
            of: "APIServer", "Shared", "HTTPServer", "Postgres", "Cryptography", "EventLoops",
            path: "APIServerTests"),
        tests(
            "RealtimeGatewayTests",
            of: "RealtimeGateway", "Shared", "WebSockets", "Postgres", "TestSupport",
            path: "RealtimeGatewayTests"),
        tests(
            "IntegrationTests",
            of: "APIServer", "Shared", "HTTPServer", "Postgres", "Redis", "Cryptography", "Images",
            "PasswordDictionary", "EventLoops", "TestSupport",
            path: "IntegrationTests"),
        tests("EventLoopsTests", of: "EventLoops", path: "SharedTests/LibrariesTests/EventLoopsTests"),
        tests(
            "PostgresTests", of: "Postgres", "EventLoops", path: "SharedTests/LibrariesTests/PostgresTests"),
        tests("RedisTests", of: "Redis", "EventLoops", path: "SharedTests/LibrariesTests/RedisTests"),
        tests(
            "HTTPServerTests", of: "HTTPServer", "EventLoops",
            path: "SharedTests/LibrariesTests/HTTPServerTests"),
        tests(
            "WebSocketsTests", of: "WebSockets", "EventLoops",
            path: "SharedTests/LibrariesTests/WebSocketsTests"),
        tests("CryptographyTests", of: "Cryptography", path: "SharedTests/LibrariesTests/CryptographyTests"),
        tests(
            "HTTPClientTests", of: "HTTPClient", "HTTPServer", "EventLoops",
            path: "SharedTests/LibrariesTests/HTTPClientTests"),
        tests(
            "PasswordDictionaryTests", of: "PasswordDictionary",
            path: "SharedTests/LibrariesTests/PasswordDictionaryTests"),
        tests(
            "ImagesTests", of: "Images", "CVips", "TestSupport",
            path: "SharedTests/LibrariesTests/ImagesTests"),
        tests("UnicodeFormsTests", of: "UnicodeForms", path: "SharedTests/LibrariesTests/UnicodeFormsTests"),
    ],
    swiftLanguageModes: [.v6]
)
