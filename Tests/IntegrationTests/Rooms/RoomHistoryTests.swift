import Foundation
import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct RoomHistoryTests {
    private let database = TestDatabase.current

    /// A room with 25 bids and 25 chat lines by turns.
    private func withRoom(
        _ body: @Sendable (RoomHistory, AuctionID, LoopServices) async throws -> Void
    ) async throws {
        try await database.withServices { services in
            let people = try await services.pool.samplePeople(3)
            let auction = try await services.pool.sampleAuction(by: people[0])
            for index in 0..<25 {
                let person = people[1 + index % 2]
                _ = try await services.writer.submit(
                    .bid(1000 + Money(index) * 100, by: person, in: auction))
                _ = try await services.writer.submit(.chat("line \(index)", by: person, in: auction))
            }
            try await body(RoomHistory(pool: services.pool), auction, services)
        }
    }

    /// All items of a list, page by page.
    private func walk(
        _ list: String, _ page: (RoomHistory.Cursor?) async throws -> [UInt8]
    ) async throws -> [[String: Any]] {
        var all: [[String: Any]] = []
        var cursor: RoomHistory.Cursor?
        repeat {
            let bytes = try await page(cursor)
            all += items(bytes)
            cursor = (object(bytes)["next"] as? String).flatMap { RoomHistory.Cursor($0, of: list) }
        } while cursor != nil
        return all
    }

    @Test func `bids come newest first, each once, as their answers were`() async throws {
        try await withRoom { history, auction, services in
            let all = try await walk("bids-\(auction)") {
                try await history.bids(of: auction, before: $0, limit: 7)
            }
            #expect(all.compactMap { $0["seq"] as? Int } == stride(from: 49, through: 1, by: -2).map { $0 })
            #expect(all.first?["amount"] as? Int == 3400)
            let bidder = try #require(all.first?["bidder"] as? [String: Any])
            #expect(Set(bidder.keys) == ["id", "username", "imageUrl", "mannerScore"])
        }
    }

    @Test func `chat lines come newest first, each once`() async throws {
        try await withRoom { history, auction, _ in
            let all = try await walk("messages-\(auction)") {
                try await history.messages(of: auction, before: $0, limit: 5)
            }
            #expect(all.compactMap { $0["text"] as? String } == (0..<25).reversed().map { "line \($0)" })
            #expect(Set(all.first?.keys ?? [:].keys) == ["auction", "seq", "author", "text", "at"])
        }
    }

    @Test func `events come in their order, the very bytes of the log`() async throws {
        try await withRoom { history, auction, services in
            let all = try await walk("events-\(auction)") {
                try await history.events(of: auction, after: $0?.after ?? 0, limit: 9)
            }
            #expect(all.compactMap { $0["seq"] as? Int } == Array(1...50))
            let log = try await services.log.events(of: auction, after: 0, limit: 100)
            let page = try await history.events(of: auction, after: 0, limit: 100)
            let joined = log.map { String(decoding: $0.body, as: UTF8.self) }.joined(separator: ",")
            #expect(String(decoding: page, as: UTF8.self) == "{\"items\":[\(joined)],\"next\":null}")
        }
    }

    @Test func `a room without entries is empty, one that is not there is not found`() async throws {
        try await database.withServices { services in
            let history = RoomHistory(pool: services.pool)
            let auction = try await services.pool.sampleAuction(by: services.pool.samplePerson())
            let empty = Array(#"{"items":[],"next":null}"#.utf8)
            #expect(try await history.bids(of: auction, before: nil, limit: 5) == empty)
            #expect(try await history.messages(of: auction, before: nil, limit: 5) == empty)
            #expect(try await history.events(of: auction, after: 0, limit: 5) == empty)
            await #expect(throws: Problem.notFound) {
                try await history.bids(of: AuctionID(1), before: nil, limit: 5)
            }
        }
    }
}
