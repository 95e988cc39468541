import Postgres

/// How many pictures a person may upload.
package struct PictureLimits: Sendable {
    /// Stored in a day: ten auctions of ten pictures.
    package let perDay: Int

    package init(perDay: Int) { self.perDay = perDay }

    /// Attempts for each picture that may be stored: a refused file costs as much work as another one.
    private static let attempts = 5

    func stored(by person: UserID) -> RateLimit {
        RateLimit("pictures:\(person.rawValue)", perDay, seconds: 86_400)
    }

    func attempts(by person: UserID) -> RateLimit {
        RateLimit("picture-attempts:\(person.rawValue)", perDay * Self.attempts, seconds: 86_400)
    }
}
