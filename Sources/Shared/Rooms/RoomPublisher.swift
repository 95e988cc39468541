import Redis

/// Tells the gateways what a room's log gained, over Redis pub/sub, one channel a room.
///
/// Nothing waits for it and nothing is lost without it: gateways compare heads once a second.
package struct RoomPublisher: Sendable {
    private let redis: RedisClient

    package init(redis: RedisClient) { self.redis = redis }

    /// The events must be committed, in order and without a gap. Returns before Redis has them.
    package func publish(_ events: [RoomEvent], in auction: AuctionID) async {
        guard let message = RoomMessage.encode(events.map { ($0.seq, $0.body) }) else { return }
        await redis.send(["PUBLISH", .text(RoomMessage.channel(of: auction)), .bytes(message)])
    }
}

/// What travels on a room's channel: the first seq, then one body a line (JSON has no line breaks).
/// The seqs of a message are consecutive.
package enum RoomMessage {
    private static let prefix = "handsup:room:"

    package static func channel(of auction: AuctionID) -> String { prefix + String(auction.rawValue) }

    package static func auction(of channel: String) -> AuctionID? {
        channel.hasPrefix(prefix) ? AuctionID(channel.dropFirst(prefix.count)) : nil
    }

    /// Says on a room's channel that somebody came or went on another loop. The first line of events is a
    /// number, so the two cannot be taken for each other.
    static func attendanceNews(from loop: String) -> String { attendance + loop }
    private static let attendance = "attendance "

    /// The loop that has news of who is in the room; nil if the message is of another kind.
    package static func attendanceNews(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard bytes.starts(with: attendance.utf8) else { return nil }
        return String(decoding: bytes.dropFirst(attendance.utf8.count), as: UTF8.self)
    }

    static func encode(_ events: [(seq: Int64, body: [UInt8])]) -> [UInt8]? {
        guard let first = events.first else { return nil }
        var bytes = Array(String(first.seq).utf8)
        bytes.reserveCapacity(events.reduce(24) { $0 + $1.body.count + 1 })
        for event in events {
            bytes.append(UInt8(ascii: "\n"))
            bytes.append(contentsOf: event.body)
        }
        return bytes
    }

    /// The first seq and the bodies; nil if it is not such a message.
    package static func decode(
        _ bytes: UnsafeRawBufferPointer
    ) -> (first: Int64, bodies: [UnsafeRawBufferPointer])? {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard let head = lines.first, lines.count > 1,
            let first = Int64(String(decoding: head, as: UTF8.self)),
            (1...Int64.max - Int64(lines.count)).contains(first)
        else { return nil }
        return (first, lines.dropFirst().map { UnsafeRawBufferPointer(rebasing: $0) })
    }
}
