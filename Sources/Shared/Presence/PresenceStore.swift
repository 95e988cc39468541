import Redis

/// Who is in which room across all gateways: one Redis hash a room, in which each gateway loop has a field
/// of its own with the end of its lease.
///
/// A loop writes what it knows as a whole, so writing again repairs whatever was lost, and whoever reads
/// leaves out what is past its lease: a loop that was killed or frozen is forgotten without anybody's help.
/// A room's key ends with its last lease, so nothing of it stays.
package struct PresenceStore: Sendable {
    /// A killed gateway's people are out of the hash after this; with the damping of leaves that makes 15 s.
    package static let leaseMilliseconds: Int64 = 10_000
    /// How often a loop writes what has not changed: two writes may be lost before the lease ends.
    package static let renewalSeconds = 3
    /// Rooms in one script: about 10 µs each in Redis, which does nothing else meanwhile.
    private static let roomsAtOnce = 64

    private let redis: RedisClient
    private let name: String

    /// - Parameter name: of the loop, unique among all of all gateways.
    package init(redis: RedisClient, name: String) {
        self.redis = redis
        self.name = name
    }

    /// What a loop tells of a room.
    package struct Report: Sendable {
        package let auction: AuctionID
        /// Nobody takes the loop's field away.
        package let own: Attendance
        /// Whether the other loops of the room are told to read it.
        package let isNews: Bool

        package init(auction: AuctionID, own: Attendance, isNews: Bool) {
            self.auction = auction
            self.own = own
            self.isNews = isNews
        }
    }

    /// Writes what this loop has, and returns what all others have in these rooms.
    /// Throws `RedisError`; what was written until then stays.
    package func exchange(_ reports: [Report]) async throws(RedisError) -> [AuctionID: Attendance] {
        var others: [AuctionID: Attendance] = [:]
        for start in stride(from: 0, to: reports.count, by: Self.roomsAtOnce) {
            let some = reports[start..<min(start + Self.roomsAtOnce, reports.count)]
            var arguments: [RedisArgument] = [.text(name), .integer(Self.leaseMilliseconds)]
            for report in some {
                arguments.append(.text(report.own.isEmpty ? "" : report.own.text))
                arguments.append(.text(report.isNews ? RoomMessage.channel(of: report.auction) : ""))
            }
            arguments.append(.text(RoomMessage.attendanceNews(from: name)))
            let reply = try await redis.script(
                Self.exchanging, keys: some.map { .text(Self.key(of: $0.auction)) }, arguments: arguments)
            for (report, found) in zip(some, reply.array ?? []) {
                others[report.auction] = (found.string ?? "").split(separator: "|")
                    .reduce(Attendance()) { $0.merged(with: Attendance(text: $1)) }
            }
        }
        return others
    }

    package static func key(of auction: AuctionID) -> String { "handsup:presence:\(auction)" }

    /// For each key: the own field with a new lease, or without; then the fields of the others, those that are
    /// past their lease removed. Redis's clock decides.
    private static let exchanging = RedisScript(
        """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local name, lease, news = ARGV[1], tonumber(ARGV[2]), ARGV[#ARGV]
        local rooms = {}
        for i, key in ipairs(KEYS) do
            local own, channel = ARGV[2 * i + 1], ARGV[2 * i + 2]
            if own == '' then
                redis.call('HDEL', key, name)
            else
                redis.call('HSET', key, name, string.format('%.0f', now + lease) .. ' ' .. own)
                redis.call('PEXPIRE', key, lease)
            end
            if channel ~= '' then redis.call('PUBLISH', channel, news) end
            local fields, others = redis.call('HGETALL', key), {}
            for f = 1, #fields, 2 do
                local space = string.find(fields[f + 1], ' ', 1, true)
                if tonumber(string.sub(fields[f + 1], 1, space - 1)) < now then
                    redis.call('HDEL', key, fields[f])
                elseif fields[f] ~= name then
                    others[#others + 1] = string.sub(fields[f + 1], space + 1)
                end
            end
            rooms[i] = table.concat(others, '|')
        end
        return rooms
        """)
}
