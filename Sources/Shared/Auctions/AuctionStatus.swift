/// Where an auction stands in its life; raw values are those of the wire and of the database.
package enum AuctionStatus: String, Sendable, CaseIterable {
    case upcoming, live, ended, cancelled
}
