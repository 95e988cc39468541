/// Names something that a person must not miss, so that what comes twice is known.
package enum PersonalKey: Hashable, Sendable {
    case notification(NotificationID)
    /// An entry of a trade's log.
    case trade(TradeID, seq: Int64)

    /// The form on the channel: `n31`, `t5.3`.
    package var word: String {
        switch self {
        case .notification(let id): "n\(id)"
        case .trade(let trade, let seq): "t\(trade).\(seq)"
        }
    }

    /// Nil unless it is such a word.
    package init?(word: some StringProtocol) {
        let rest = word.dropFirst()
        switch word.first {
        case "n":
            guard let id = NotificationID(rest) else { return nil }
            self = .notification(id)
        case "t":
            let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
            // A seq is written as ids are.
            guard parts.count == 2, let trade = TradeID(parts[0]), let seq = TradeID(parts[1]) else {
                return nil
            }
            self = .trade(trade, seq: seq.rawValue)
        default: return nil
        }
    }
}
