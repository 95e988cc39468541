import Postgres

/// How far a seller and a winner are with their trade, and the rules by which they move it.
///
/// A value without a clock or a database. Each step needs both: the first one's move is a proposal, the
/// same move of the other makes it so.
package struct TradeProgress: Sendable, Equatable {
    /// Raw values are those of the wire and of the database.
    package enum State: String, Sendable, CaseIterable {
        case open, agreed, done, cancelled

        /// Nothing moves it any more.
        package var isFinal: Bool { self == .done || self == .cancelled }

        /// Where it goes on from here.
        package var moves: [State] {
            switch self {
            case .open: [.agreed, .cancelled]
            case .agreed: [.done, .cancelled]
            case .done, .cancelled: []
            }
        }
    }

    /// What one of the two wants, and the other has not answered.
    package struct Proposal: Sendable, Equatable {
        package let state: State
        package let by: UserID
        package let at: Timestamp

        package init(state: State, by: UserID, at: Timestamp) {
            self.state = state
            self.by = by
            self.at = at
        }
    }

    /// Why a move is refused.
    package enum Rejection: Error, Equatable {
        /// It is done or cancelled.
        case closed
        /// What was not agreed on cannot be done.
        case notAgreed
        /// An agreement ends in `done` or `cancelled`, not in `open`.
        case agreed
    }

    /// Three days: who proposed to cancel and got no answer for so long may cancel alone.
    package static let patienceMilliseconds: Int64 = 3 * 24 * 3600 * 1000

    package private(set) var state: State
    package private(set) var proposal: Proposal?

    package init(state: State = .open, proposal: Proposal? = nil) {
        self.state = state
        self.proposal = proposal
    }

    /// Moves it, as one of the two wants at `now`. Answers whether anything has changed: a move to the
    /// present state takes a proposal back, whoever made it; a proposal that is repeated stays.
    package mutating func move(
        to wanted: State, by person: UserID, at now: Timestamp
    ) throws(Rejection) -> Bool {
        guard !state.isFinal else { throw .closed }
        if wanted == state {
            defer { proposal = nil }
            return proposal != nil
        }
        guard state.moves.contains(wanted) else { throw state == .open ? .notAgreed : .agreed }
        guard let standing = proposal, standing.state == wanted else {
            proposal = Proposal(state: wanted, by: person, at: now)
            return true
        }
        let isOverdue =
            wanted == .cancelled && now >= standing.at.adding(milliseconds: Self.patienceMilliseconds)
        guard standing.by != person || isOverdue else { return false }
        state = wanted
        proposal = nil
        return true
    }
}

extension Problem {
    package init(_ rejection: TradeProgress.Rejection) {
        switch rejection {
        case .closed: self = Problem(.conflict, "trade.closed", "The trade is over.")
        case .notAgreed: self = Problem(.conflict, "trade.notAgreed", "The two have not agreed yet.")
        case .agreed:
            self = Problem(.conflict, "trade.agreed", "The two have agreed; they may cancel it together.")
        }
    }
}

extension JSONWriter {
    /// `{"state":…,"by":…}` or null.
    mutating func field(_ name: StaticString, _ proposal: TradeProgress.Proposal?) {
        field(name) { json in
            guard let proposal else { return json.raw("null") }
            json.object {
                $0.field("state", proposal.state.rawValue)
                $0.field("by", proposal.by)
            }
        }
    }
}
