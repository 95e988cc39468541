import Postgres

/// A positive 64-bit number that names one `Of`; ids of different nouns do not mix.
package struct ID<Of>: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let rawValue: Int64

    package init(_ rawValue: Int64) { self.rawValue = rawValue }

    /// The id written in decimal, as in a path; nil unless it is a positive 64-bit number.
    package init?(_ text: some StringProtocol) {
        // 18 digits cannot overflow, and no sequence will ever need the 19th.
        guard (1...18).contains(text.utf8.count) else { return nil }
        var value: Int64 = 0
        for digit in text.utf8 {
            guard (48...57).contains(digit) else { return nil }
            value = value * 10 + Int64(digit - 48)
        }
        guard value > 0 else { return nil }
        rawValue = value
    }

    package static func < (left: ID, right: ID) -> Bool { left.rawValue < right.rawValue }
    package var description: String { String(rawValue) }
}

package typealias UserID = ID<PublicProfile>
package typealias AuctionID = ID<Auction>
package typealias SessionID = ID<Sessions>

extension Row {
    /// The column as an id.
    package func id<Of>(_ column: Int) throws(PostgresError) -> ID<Of> {
        ID(try decode(Int64.self, at: column))
    }
}
