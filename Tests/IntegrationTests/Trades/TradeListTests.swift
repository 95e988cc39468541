import Foundation
import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct TradeListTests {
    private let database = TestDatabase.current

    @Test func `a person's trades of both sides come in the order of their activity, page by page`()
        async throws
    {
        try await database.withServices { services in
            let person = try await services.pool.samplePerson()
            var made: [SampleTrade] = []
            for index in 0..<7 {
                made.append(
                    index.isMultiple(of: 2)
                        ? try await services.pool.sampleTrade(seller: person)
                        : try await services.pool.sampleTrade(winner: person))
            }
            for index in [4, 1] {
                let partner = made[index].seller == person ? made[index].winner : made[index].seller
                _ = try await services.trades.post("hello", in: made[index], by: partner)
            }
            var ids: [Int64] = []
            var cursor: Trades.Cursor?
            repeat {
                let page = object(try await services.trades.list(of: person, behind: cursor, limit: 3))
                #expect(page["unread"] as? Int == 2)
                ids += (page["items"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? Int64 }
                cursor = (page["next"] as? String).flatMap { Trades.Cursor($0) }
            } while cursor != nil
            #expect(ids == [1, 4, 6, 5, 3, 2, 0].map { made[$0].id.rawValue })
        }
    }

    @Test func `a log is read from both ends`() async throws {
        try await database.withServices { services in
            let trade = try await services.pool.sampleTrade()
            let empty = try await services.trades.entries(
                of: trade.id, for: trade.seller, .back(before: nil), limit: 5)
            #expect(items(empty).isEmpty)
            for number in 1...7 {
                _ = try await services.trades.post("\(number)", in: trade, by: trade.seller)
            }
            for (first, wanted) in [
                (Trades.Direction.back(before: nil), [7, 6, 5, 4, 3, 2, 1]),
                (.forth(after: 2), [3, 4, 5, 6, 7]),
            ] {
                var seqs: [Int] = []
                var direction: Trades.Direction? = first
                while let one = direction {
                    let page = object(
                        try await services.trades.entries(of: trade.id, for: trade.winner, one, limit: 3))
                    seqs += (page["items"] as? [[String: Any]] ?? []).compactMap { $0["seq"] as? Int }
                    direction = (page["next"] as? String).flatMap {
                        Trades.direction(ofCursor: $0, in: trade.id)
                    }
                }
                #expect(seqs == wanted)
            }
        }
    }
}
