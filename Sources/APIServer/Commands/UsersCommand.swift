import Shared

/// `APIServer users show|suspend|restore NAME …`: what operators see of accounts and do to them.
enum UsersCommand: Equatable {
    case show(String)
    /// Without days: for good.
    case suspend(String, days: Int64?, reason: String?)
    case restore(String)

    /// Throws a sentence for words it does not know.
    init(_ arguments: [String]) throws(Settings.Invalid) {
        switch (arguments.first, arguments.count) {
        case ("show", 2): self = .show(arguments[1])
        case ("restore", 2): self = .restore(arguments[1])
        case ("suspend", 2...): self = try Self.suspension(arguments[1], options: arguments.dropFirst(2))
        default: throw Self.misuse
        }
    }

    private static let misuse = Settings.Invalid(
        description: """
            usage: users show NAME | users restore NAME | users suspend NAME [--days N] [--reason TEXT]
            """)

    private static func suspension(
        _ name: String, options: ArraySlice<String>
    ) throws(Settings.Invalid) -> UsersCommand {
        var days: Int64?
        var reason: String?
        var rest = options
        while let option = rest.popFirst() {
            guard let value = rest.popFirst() else { throw misuse }
            switch option {
            case "--days":
                // Ten years; for longer there is no end.
                guard let number = Int64(value), (1...3650).contains(number) else {
                    throw Settings.Invalid(description: "--days needs a number from 1 to 3650, not \(value)")
                }
                days = number
            case "--reason":
                guard value.unicodeScalars.count <= 500 else {
                    throw Settings.Invalid(description: "--reason has at most 500 characters")
                }
                reason = value
            default: throw misuse
            }
        }
        return .suspend(name, days: days, reason: reason)
    }

    func run(_ configuration: Configuration) async throws {
        do {
            print(
                try await withServices(configuration) {
                    try await run(Suspensions(pool: $0.pool, ends: SessionEnds(redis: $0.redis)))
                })
        } catch let problem as Problem where problem.kind == .notFound {
            throw Settings.Invalid(description: "nobody is called that")
        }
    }

    private func run(_ suspensions: Suspensions) async throws -> String {
        switch self {
        case .show(let name): return try await suspensions.describe(name)
        case .restore(let name):
            try await suspensions.restore(name)
            return "\(name) may sign in."
        case .suspend(let name, let days, let reason):
            try await suspensions.suspend(name, days: days, reason: reason)
            return "\(name) is suspended \(days.map { "for \($0) days" } ?? "for good")."
        }
    }
}
