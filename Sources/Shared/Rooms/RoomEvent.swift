import Postgres

/// One entry of a room's log: `body` is the very JSON that sockets, history and recovery send.
package struct RoomEvent: Sendable, Equatable {
    package let seq: Int64
    package let at: Timestamp
    package let kind: Kind
    package let body: [UInt8]

    /// Raw values are those of the wire and of the database.
    package enum Kind: String, Sendable {
        case bid, chat, started, extended, ended, cancelled
    }

    init(
        _ kind: Kind, in auction: AuctionID, seq: Int64, at: Timestamp,
        _ fields: (inout JSONWriter) -> Void = { _ in }
    ) {
        self.seq = seq
        self.at = at
        self.kind = kind
        var json = JSONWriter(capacity: 384)
        json.object {
            $0.field("type", "event")
            $0.field("auction", auction)
            $0.field("seq", seq)
            $0.field("at", at)
            $0.field("kind", kind.rawValue)
            fields(&$0)
        }
        body = json.bytes
    }

    /// The `at` of a body, which stands near its beginning; nil if the bytes are none.
    package static func time(of body: UnsafeRawBufferPointer) -> Timestamp? {
        let mark: StaticString = "\"at\":\""
        let head = body.prefix(120)
        return mark.withUTF8Buffer { mark in
            var place = head.startIndex
            while place + mark.count + 24 <= head.endIndex {
                if head[place] == mark[0], head[place..<place + mark.count].elementsEqual(mark) {
                    let time = head[place + mark.count..<place + mark.count + 24]
                    return Timestamp(String(decoding: time, as: UTF8.self))
                }
                place += 1
            }
            return nil
        }
    }

    package static func bid(
        in auction: AuctionID, _ bid: Bidding.Bid, by bidder: PublicProfile, price: Money,
        leader: PublicProfile, bidCount: Int, endsAt: Timestamp
    ) -> RoomEvent {
        RoomEvent(.bid, in: auction, seq: bid.seq, at: bid.at) {
            $0.field("bidder", bidder)
            $0.field("amount", bid.amount)
            $0.field("price", price)
            $0.field("leader", leader)
            $0.field("bidCount", bidCount)
            $0.field("endsAt", endsAt)
        }
    }

    package static func chat(
        in auction: AuctionID, seq: Int64, at: Timestamp, by author: PublicProfile, text: String
    ) -> RoomEvent {
        RoomEvent(.chat, in: auction, seq: seq, at: at) {
            $0.field("author", author)
            $0.field("text", text)
        }
    }

    package static func started(in auction: AuctionID, seq: Int64, at: Timestamp, endsAt: Timestamp)
        -> RoomEvent
    {
        RoomEvent(.started, in: auction, seq: seq, at: at) { $0.field("endsAt", endsAt) }
    }

    package static func extended(in auction: AuctionID, seq: Int64, at: Timestamp, endsAt: Timestamp)
        -> RoomEvent
    {
        RoomEvent(.extended, in: auction, seq: seq, at: at) { $0.field("endsAt", endsAt) }
    }

    package static func cancelled(in auction: AuctionID, seq: Int64, at: Timestamp) -> RoomEvent {
        RoomEvent(.cancelled, in: auction, seq: seq, at: at)
    }

    package static func ended(
        in auction: AuctionID, seq: Int64, at: Timestamp, winner: PublicProfile?, price: Money?
    ) -> RoomEvent {
        RoomEvent(.ended, in: auction, seq: seq, at: at) {
            $0.field("winner", winner)
            $0.field("price", price)
        }
    }
}
