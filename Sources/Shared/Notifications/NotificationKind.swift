/// What a person is told of; raw values are those of the wire and of the database.
package enum NotificationKind: String, Sendable, CaseIterable {
    /// Somebody else leads an auction that one led.
    case outbid
    /// An auction that one likes has begun, or ends in five minutes.
    case auctionStarted, auctionEndingSoon
    /// One's own auction, or one that one led, is over.
    case won, sold, unsold
    /// The other side of a trade wrote or moved it.
    case tradeMessage
    /// Nobody wrote in a trade for a day.
    case tradeReminder
}
