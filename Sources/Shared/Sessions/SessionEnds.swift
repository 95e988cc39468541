import Redis

/// What ended: one session, or everything of a person, tokens of operators included.
package enum SessionEnd: Sendable, Hashable {
    case session(SessionID)
    case person(UserID)

    /// The form on the channel: `s12` or `p5`.
    var word: String {
        switch self {
        case .session(let id): "s\(id)"
        case .person(let id): "p\(id)"
        }
    }

    init?(word: some StringProtocol) {
        let number = word.dropFirst()
        switch word.first {
        case "s":
            guard let id = SessionID(number) else { return nil }
            self = .session(id)
        case "p":
            guard let id = UserID(number) else { return nil }
            self = .person(id)
        default: return nil
        }
    }
}

/// Tells all processes at once that sessions have ended. They also look into the database each second,
/// so nothing depends on Redis but the speed.
package struct SessionEnds: Sendable {
    static let channel = "handsup:sessions"

    private let redis: RedisClient

    package init(redis: RedisClient) { self.redis = redis }

    /// Call it after the commit.
    func announce(_ ends: [SessionEnd]) async {
        guard !ends.isEmpty else { return }
        let words = ends.map(\.word).joined(separator: " ")
        await redis.send(["PUBLISH", .text(Self.channel), .text(words)])
    }
}
