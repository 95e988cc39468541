import Shared

/// The WebSocket server: rooms, their events as they happen, bids and chat.
@main
struct RealtimeGateway {
    static func main() async {
        do {
            guard !CommandLine.arguments.contains("--help") else { return print(Configuration.help) }
            try await Serve.run(try Configuration.read())
        } catch {
            fail("\(error)")
        }
    }
}
