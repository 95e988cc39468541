import Shared

/// What this process reads from its environment.
struct Configuration: Sendable {
    let service: ServiceConfiguration
    let origins: Set<String>
    let maximumSockets: Int
    let pingSeconds: Int
    let silenceSeconds: Int
    let queueBytes: Int
    let idleSeconds: Int
    /// Seconds over which a planned end spreads its sockets' reconnecting.
    let reconnectSeconds: Int
    let socketsPerPerson: Int
    let socketsPerAddress: Int
    /// What a socket may ask for.
    let rates: Allowance.Rates
    /// What all sockets of a person in this process may ask for together.
    let personRates: Allowance.Rates

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
        idleSeconds = settings.number(
            "HANDSUP_IDLE_SECONDS", default: 600, in: 5...86_400,
            "seconds after which a socket is closed that is not signed in, in no room, and asks for nothing")
        reconnectSeconds = settings.number(
            "HANDSUP_RECONNECT_SECONDS", default: 20, in: 0...600,
            "at SIGTERM sockets are sent to other gateways, spread over so many seconds")
        socketsPerPerson = settings.number(
            "HANDSUP_SOCKETS_PER_PERSON", default: 10, in: 1...1_000_000,
            "sockets of a person, on all gateways")
        socketsPerAddress = settings.number(
            "HANDSUP_SOCKETS_PER_ADDRESS", default: 50, in: 1...65_535,
            "sockets of an address, as nginx tells it, in this process")
        let bids = settings.number(
            "HANDSUP_BIDS_PER_SECOND", default: 10, in: 1...1_000_000,
            "bids of a socket, and of a person; twice as many at once")
        let chats = settings.number(
            "HANDSUP_CHATS_PER_SECOND", default: 3, in: 1...1_000_000,
            "chat lines of a socket, and of a person; three times as many at once, and one more")
        let joins = settings.number(
            "HANDSUP_JOINS_PER_SECOND", default: 20, in: 1...1_000_000,
            "rooms joined, trades marked as read and sign-ins of a socket; 50 at once, and as many for each socket of a person"
        )
        rates = Allowance.Rates(bids: bids, chats: chats, joins: joins)
        personRates = Allowance.Rates(bids: bids, chats: chats, joins: joins, sockets: socketsPerPerson)
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
