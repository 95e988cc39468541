import Cryptography
import EventLoops
import Postgres
import Shared

/// `APIServer demo`: 50 people and 24 auctions, a third each live, upcoming and ended. A second run
/// adds only what is missing. With a number, it then adds so many auctions for load tests.
enum Demo {
    private static let people = 50
    private static let password = "Handsup-demo-1"

    static func run(_ configuration: Configuration, more: Int? = nil) async throws {
        try await withServices(configuration) { services in
            let made = try await fill(services, mediaFolder: configuration.pictures.folder)
            print("demo1 … demo\(people) are here, \(made) auctions were made.")
            if let more { try await DemoLoad(services: services, count: more).run() }
        }
    }

    private static func fill(_ services: LoopServices, mediaFolder: String) async throws -> Int {
        let known = try await services.pool.query(
            "SELECT 1 FROM person WHERE username_key = 'demo1' AND password_hash IS NOT NULL")
        if known.isEmpty {
            // One hash for all: they share the password, and everybody knows it.
            let hash = try PasswordHash.make(password)
            _ = try await services.pool.query(
                """
                INSERT INTO person (username, username_key, phone, password_hash)
                SELECT 'demo' || n, 'demo' || n, '+821000000' || lpad(n::text, 3, '0'), \(hash)
                FROM generate_series(1, \(people)::bigint) n
                ON CONFLICT (username_key) DO UPDATE
                    SET phone = excluded.phone, password_hash = excluded.password_hash
                """)
        }
        let rows = try await services.pool.query(
            "SELECT substr(username, 5)::bigint, id FROM person WHERE username ~ '^demo[0-9]+$'")
        var ids: [Int64: UserID] = [:]
        for row in rows { ids[try row.decode(Int64.self, at: 0)] = try row.id(1) }
        makeFolder(mediaFolder + "/demo")
        var made = 0
        for (index, item) in DemoItem.all.enumerated() {
            try writeFile("\(mediaFolder)/demo/\(index + 1).svg", item.picture(number: index))
            guard let seller = ids[Int64(index % 10) + 1] else { continue }
            if try await add(item, number: index + 1, seller: seller, people: ids, services) { made += 1 }
        }
        // Those whose end has come now.
        let due = DueAuctions(pool: services.pool, publisher: services.publisher)
        while try await due.settle().ended > 0 {}
        return made
    }

    /// Adds the auction unless its picture is in use; answers whether it did.
    private static func add(
        _ item: DemoItem, number: Int, seller: UserID, people: [Int64: UserID], _ services: LoopServices
    ) async throws -> Bool {
        let url = "/media/demo/\(number).svg"
        let isUpcoming = number % 3 == 2
        let id: AuctionID? = try await services.pool.transaction { transaction in
            let known = try await transaction.run("SELECT 1 FROM image WHERE url = \(url)")[0]
            guard known.isEmpty else { return nil }
            let start: SQL =
                isUpcoming ? "now() + \(Int64(number)) * interval '1 hour'" : "now() - interval '5 minutes'"
            let rows = try await transaction.run(
                """
                WITH made AS (
                    INSERT INTO auction (seller_id, title, description, category, start_price, estimate, status,
                        starts_at, ends_at, first_ends_at, soft_close_seconds)
                    SELECT \(seller.rawValue), \(item.title), \(item.description), \(item.category),
                        \(item.startPrice), \(item.startPrice * 3), \(isUpcoming ? "upcoming" : "live")::auction_status,
                        t.start, t.start + \(Int64(number)) * interval '1 hour', t.start + \(Int64(number)) * interval '1 hour',
                        10
                    FROM (SELECT \(sql: start) AS start) t RETURNING id),
                picture AS (
                    INSERT INTO image (owner_id, url, thumbnail_url, width, height)
                    VALUES (\(seller.rawValue), \(url), \(url), 1200, 900) RETURNING id),
                shown AS (
                    INSERT INTO auction_image (auction_id, position, image_id)
                    SELECT made.id, 0, picture.id FROM made, picture)
                SELECT id FROM made
                """)[0]
            return try rows.first?.id(0)
        }
        guard let id else { return false }
        let fans = (0..<Int64(number * 7 % 23)).compactMap {
            people[(Int64(number) * 11 + $0) % Int64(Self.people) + 1]
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for fan in fans { group.addTask { try await services.likes.like(id, by: fan) } }
            try await group.waitForAll()
        }
        if !isUpcoming { try await enliven(id, item, number: number, people: people, services) }
        if number % 3 == 0 {
            _ = try await services.pool.query(
                "UPDATE auction SET first_ends_at = now(), ends_at = now() WHERE id = \(id.rawValue)")
        }
        return true
    }

    /// A few bids and lines of chat, by the same way as everybody's. Every sixth item stays without bids.
    private static func enliven(
        _ id: AuctionID, _ item: DemoItem, number: Int, people: [Int64: UserID], _ services: LoopServices
    ) async throws {
        let lines = ["안녕하세요! 상태가 좋아 보이네요.", "직거래 가능한가요?", "Shipping to Busan possible?", "관심 있어요 👀"]
        var price = item.startPrice
        for step in 0..<(number % 6 == 0 ? 0 : 3 + number % 5) {
            guard let person = people[Int64(11 + (number * 3 + step * 5) % 40)] else { continue }
            if step < lines.count {
                _ = try await services.writer.submit(
                    RoomRequest(auction: id, person: person, key: nil, command: .chat(lines[step])))
            }
            guard let offer = Offer(amount: price) else { continue }
            _ = try await services.writer.submit(
                RoomRequest(auction: id, person: person, key: nil, command: .bid(offer)))
            price += bidIncrement(at: price) * Int64(1 + step % 3)
        }
    }
}
