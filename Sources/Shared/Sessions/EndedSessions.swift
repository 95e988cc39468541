import EventLoops
import Synchronization

/// The sessions of the process's memory that have ended while access tokens of theirs may be good.
///
/// Kept for two lifetimes of a token: two sets take turns, and one that is old is dropped as a whole.
/// Its size is bounded by the sign-ins that hashing allows, some tens of thousands in that time.
package final class EndedSessions: Sendable {
    private struct Generations {
        var present: Set<SessionID> = []
        var past: Set<SessionID> = []
    }
    private let generations = Locked(Generations())
    private let isEmpty = Atomic(true)

    package init() {}

    /// Answers whether it is news.
    func insert(_ session: SessionID) -> Bool {
        isEmpty.store(false, ordering: .releasing)
        return generations.withLock { generations in
            !generations.past.contains(session) && generations.present.insert(session).inserted
        }
    }

    /// To be called once in the lifetime of an access token.
    func age() {
        generations.withLock { $0 = Generations(past: $0.present) }
    }

    package func contains(_ session: SessionID) -> Bool {
        guard !isEmpty.load(ordering: .acquiring) else { return false }
        return generations.withLock { $0.present.contains(session) || $0.past.contains(session) }
    }
}
