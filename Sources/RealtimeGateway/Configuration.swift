import Shared

/// What this process reads from its environment.
struct Configuration: Sendable {
    let service: ServiceConfiguration
    let origins: Set<String>
    let maximumSockets: Int
    let pingSeconds: Int
    let silenceSeconds: Int
    let queueBytes: Int

    private init(_ settings: inout Settings) throws(Settings.Invalid) {
        service = try ServiceConfiguration(
            &settings, name: "gateway", port: 8082, isTerminal: isTerminal, cores: coreCount)
        origins = Set(
            settings.string(
                "HANDSUP_ORIGINS", default: "http://127.0.0.1:8080,http://localhost:8080",
                "exact origins of pages that may connect, separated by commas"
            ).split(separator: ",").map(String.init))
        maximumSockets = settings.number(
            "HANDSUP_MAX_SOCKETS", default: 16_000, in: 1...1_000_000,
            "sockets at once; more are answered 503. Keep it below the limit of open files")
        pingSeconds = settings.number(
            "HANDSUP_PING_SECONDS", default: 25, in: 1...3600, "seconds between pings")
        silenceSeconds = settings.number(
            "HANDSUP_SILENCE_SECONDS", default: 60, in: 2...3600, "seconds of silence that end a socket")
        queueBytes = settings.number(
            "HANDSUP_QUEUE_BYTES", default: 262_144, in: 65_536...16_777_216,
            "bytes that may wait for a slow reader before it is closed with 4008")
    }

    static func read() throws(Settings.Invalid) -> Configuration {
        var settings = Settings(environmentVariables())
        let configuration = try Configuration(&settings)
        try settings.finish()
        return configuration
    }

    static var help: String {
        var settings = Settings([:])
        _ = try? Configuration(&settings)
        return "RealtimeGateway          serves WebSockets at /realtime\n\nEnvironment:\n\(settings.help)"
    }
}
