import EventLoops
import Images
import Postgres
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct LoosePicturesTests {
    private let database = TestDatabase.current
    private let store = SampleStore()

    /// A picture with its files, as after an upload.
    private func picture(of owner: UserID, in pool: PostgresPool) async throws -> (StoredPicture, PictureName)
    {
        let (name, rows) = (PictureName.random(), PictureRows(pool: pool))
        try await rows.announce(name)
        for key in name.keys { try await store.put([], as: key, on: .shared) }
        let size = EncodedImage(bytes: [], width: 4, height: 3)
        return (try await rows.add(name, urls: name.keys, size: size, owner: owner), name)
    }

    private func show(_ picture: StoredPicture, in auction: AuctionID, _ pool: PostgresPool) async throws {
        _ = try await pool.query(
            "INSERT INTO auction_image VALUES (\(auction.rawValue), 0, \(picture.id))")
    }

    private func sweepDue(_ pool: PostgresPool) async throws {
        _ = try await pool.query("UPDATE loose_picture SET due = now()")
        try await LoosePictures(on: .shared, pool: pool, store: store).sweep()
    }

    @Test func `before a day has passed nothing goes`() async throws {
        try await database.withPool { pool async throws in
            let (_, name) = try await picture(of: pool.samplePerson(), in: pool)
            try await LoosePictures(on: .shared, pool: pool, store: store).sweep()
            #expect(store.keys.isSuperset(of: name.keys))
            #expect(
                try await pool.number(
                    """
                    SELECT count(*) FROM loose_picture
                    WHERE due BETWEEN now() + interval '23 hours' AND now() + interval '25 hours'
                    """) == 1)
        }
    }

    @Test func `what is shown stays, what is not goes with its files`() async throws {
        try await database.withPool { pool async throws in
            let person = try await pool.samplePerson()
            let auction = try await pool.sampleAuction(by: person)
            let (shown, shownName) = try await picture(of: person, in: pool)
            let (face, faceName) = try await picture(of: person, in: pool)
            let (_, looseName) = try await picture(of: person, in: pool)
            try await show(shown, in: auction, pool)
            _ = try await pool.query(
                "UPDATE person SET image_url = \(face.thumbnailURL) WHERE id = \(person.rawValue)")
            try await sweepDue(pool)
            #expect(store.keys == Set(shownName.keys + faceName.keys))
            #expect(try await pool.number("SELECT count(*) FROM loose_picture") == 0)
            #expect(
                try await pool.number("SELECT count(*) FROM image WHERE name = \(looseName.text)") == 0)

            // Left by what showed them, they are looked at again.
            _ = try await pool.query("DELETE FROM auction_image WHERE auction_id = \(auction.rawValue)")
            _ = try await pool.query("UPDATE person SET image_url = NULL WHERE id = \(person.rawValue)")
            #expect(
                try await pool.number(
                    "SELECT count(*) FROM loose_picture WHERE due > now() + interval '23 hours'")
                    == 2)
            try await sweepDue(pool)
            #expect(store.keys.isEmpty)
            #expect(try await pool.number("SELECT count(*) FROM image WHERE name IS NOT NULL") == 0)
        }
    }

    @Test func `what a trade shows stays as long as it does`() async throws {
        try await database.withServices { services async throws in
            let (pool, trade) = (services.pool, try await services.pool.sampleTrade())
            let (shown, name) = try await picture(of: trade.seller, in: pool)
            _ = try await services.trades.post("look", in: trade, by: trade.seller, images: [shown.id])
            try await sweepDue(pool)
            #expect(store.keys == Set(name.keys))
            #expect(try await pool.number("SELECT count(*) FROM loose_picture") == 0)
            _ = try await pool.query("DELETE FROM trade_message WHERE trade_id = \(trade.id.rawValue)")
            try await sweepDue(pool)
            #expect(store.keys.isEmpty)
        }
    }

    @Test func `files that no picture came of go too`() async throws {
        try await database.withPool { pool async throws in
            let name = PictureName.random()
            try await PictureRows(pool: pool).announce(name)
            try await store.put([], as: name.keys[1], on: .shared)
            try await sweepDue(pool)
            #expect(store.keys.isEmpty)
            #expect(try await pool.number("SELECT count(*) FROM loose_picture") == 0)
        }
    }

    @Test func `while the store is away names are kept, and gone on with later`() async throws {
        try await database.withPool { pool async throws in
            let (_, name) = try await picture(of: pool.samplePerson(), in: pool)
            store.beAway(true)
            await #expect(throws: PictureStoreError.self) { try await sweepDue(pool) }
            #expect(store.keys.isSuperset(of: name.keys))
            #expect(try await pool.number("SELECT count(*) FROM image WHERE name = \(name.text)") == 0)
            store.beAway(false)
            try await sweepDue(pool)
            #expect(store.keys.isEmpty)
            #expect(try await pool.number("SELECT count(*) FROM loose_picture") == 0)
        }
    }

    @Test func `a picture that somebody is about to show is left alone`() async throws {
        try await database.withPool { pool async throws in
            let person = try await pool.samplePerson()
            let auction = try await pool.sampleAuction(by: person)
            let (shown, name) = try await picture(of: person, in: pool)
            try await pool.transaction { transaction in
                _ = try await transaction.run(
                    "INSERT INTO auction_image VALUES (\(auction.rawValue), 0, \(shown.id))")
                try await sweepDue(pool)
            }
            #expect(store.keys == Set(name.keys))
            try await sweepDue(pool)
            #expect(store.keys == Set(name.keys))
            #expect(try await pool.number("SELECT count(*) FROM loose_picture") == 0)
        }
    }

    @Test func `many are done at once, by several schedulers`() async throws {
        try await database.withPool { pool async throws in
            let person = try await pool.samplePerson()
            var names: [PictureName] = []
            for _ in 0..<120 { names.append(try await picture(of: person, in: pool).1) }
            _ = try await pool.query("UPDATE loose_picture SET due = now()")
            let pictures = LoosePictures(on: .shared, pool: pool, store: store)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<3 { group.addTask { try await pictures.sweep() } }
                try await group.waitForAll()
            }
            #expect(store.keys.isEmpty)
            #expect(try await pool.number("SELECT count(*) FROM loose_picture") == 0)
        }
    }

    @Test func `somebody who may not act any more gets no picture`() async throws {
        try await database.withPool { pool async throws in
            let person = try await pool.samplePerson()
            _ = try await pool.query(
                "UPDATE person SET suspended_at = now() WHERE id = \(person.rawValue)")
            await #expect(throws: Problem.unauthenticated) { try await picture(of: person, in: pool) }
        }
    }
}

extension EventLoop {
    /// For stores that never use it.
    fileprivate static let shared = EventLoop(name: "unused")
}
