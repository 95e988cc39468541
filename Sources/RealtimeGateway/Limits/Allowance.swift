import EventLoops
import Shared

/// What a socket, or all sockets of a person, may still do.
struct Allowance {
    /// What is counted apart. Joining makes the server read, as read marks and sign-ins do.
    enum Kind: Int, CaseIterable { case bid, chat, join }

    private var buckets: (bid: RateBucket, chat: RateBucket, join: RateBucket) = (.init(), .init(), .init())

    /// Takes one of the kind. Answers 0, or the microseconds until there is one.
    mutating func take(_ kind: Kind, _ rates: Rates, at now: Int64) -> Int64 {
        switch kind {
        case .bid: buckets.bid.take(rates.bids, at: now)
        case .chat: buckets.chat.take(rates.chats, at: now)
        case .join: buckets.join.take(rates.joins, at: now)
        }
    }

    struct Rates: Sendable {
        let bids: Rate
        let chats: Rate
        let joins: Rate

        /// - Parameters:
        ///   - joins: a second; a client that comes back joins up to 50 rooms at once.
        ///   - sockets: that come back together.
        init(bids: Int, chats: Int, joins: Int, sockets: Int = 1) {
            // Two seconds of bids at once: a hand on the button. Three lines of chat, and some seconds more.
            self.bids = Rate(perSecond: bids, burst: 2 * bids)
            self.chats = Rate(perSecond: chats, burst: 3 * chats + 1)
            self.joins = Rate(perSecond: joins, burst: max(Hub.roomsPerSocket, joins) * sockets)
        }
    }
}

/// The allowance of a person, shared by the sockets that the person has in this process.
final class SharedAllowance: Sendable {
    private let allowance = Locked(Allowance())

    func take(_ kind: Allowance.Kind, _ rates: Allowance.Rates, at now: Int64) -> Int64 {
        allowance.withLock { $0.take(kind, rates, at: now) }
    }
}
