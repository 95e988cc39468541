import Shared

/// The stateless HTTP server, its scheduler and its operator commands, in one binary.
@main
struct APIServer {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            try await Command(arguments).run()
            endProcess(0)
        } catch {
            fail("\(error)")
        }
    }
}
