import EventLoops
import Shared

/// What the binary was asked to do.
enum Command {
    case serve, schedule, migrate, help
    /// With so many auctions more than the samples.
    case demo(auctions: Int?)
    case token(names: [String])
    case users(UsersCommand)

    /// Throws a sentence for words it does not know.
    init(_ arguments: [String]) throws(Settings.Invalid) {
        if arguments.contains("--help") || arguments.contains("-h") {
            self = .help
            return
        }
        switch (arguments.first ?? "serve", arguments.count) {
        case ("serve", ...1): self = .serve
        case ("schedule", 1): self = .schedule
        case ("migrate", 1): self = .migrate
        case ("demo", 1): self = .demo(auctions: nil)
        case ("demo", 3) where arguments[1] == "--auctions":
            guard let count = Int(arguments[2]), DemoLoad.countRange.contains(count) else {
                throw Settings.Invalid(
                    description: "--auctions needs a number from 1 to \(DemoLoad.countRange.upperBound), "
                        + "not \(arguments[2])")
            }
            self = .demo(auctions: count)
        case ("token", 2...): self = .token(names: Array(arguments.dropFirst()))
        case ("users", _): self = .users(try UsersCommand(Array(arguments.dropFirst())))
        default:
            throw Settings.Invalid(
                description: "APIServer: \(arguments.joined(separator: " ")): see APIServer --help")
        }
    }

    func run() async throws {
        ignoreBrokenPipes()
        switch self {
        case .serve: try await Serve.run(try Configuration.read(port: 8081))
        case .schedule: try await Schedule.run(try Configuration.read(port: 8083))
        case .migrate: try await Migrate.run(try Configuration.read(port: 8081))
        case .demo(let more): try await Demo.run(try Configuration.read(port: 8081), more: more)
        case .token(let names): try await PrintTokens.run(try Configuration.read(port: 8081), names: names)
        case .users(let command): try await command.run(try Configuration.read(port: 8081))
        case .help: print(Configuration.help)
        }
    }
}
