/// So many a second in the long run, and so many at once.
struct Rate: Sendable, Equatable {
    let perSecond: Int
    let burst: Int

    var microsecondsEach: Int64 { 1_000_000 / Int64(perSecond) }
}

/// A token bucket, kept as the one time at which it is full again: each token taken moves that on by what a
/// token takes to come back (the generic cell rate algorithm, ITU-T I.371).
struct RateBucket: Equatable {
    private var fullAt: Int64 = 0

    /// Takes a token. Answers 0, or the microseconds until there is one; then nothing was taken.
    ///
    /// - Parameter now: microseconds of any clock that does not run backwards.
    mutating func take(_ rate: Rate, at now: Int64) -> Int64 {
        let full = max(fullAt, now)
        let wait = full - now - Int64(rate.burst - 1) * rate.microsecondsEach
        guard wait <= 0 else { return wait }
        fullAt = full + rate.microsecondsEach
        return 0
    }
}
