import Shared

/// The WebSocket server: rooms, their events as they happen, bids and chat.
@main
struct RealtimeGateway {
    static func main() async {
        do {
            if CommandLine.arguments.contains("--help") {
                print(Configuration.help)
            } else {
                try await Serve.run(try Configuration.read())
            }
            endProcess(0)
        } catch {
            fail("\(error)")
        }
    }
}
