import Postgres
import Redis
import Testing

@testable import Shared

@Suite(.servers, .database, .serialized) struct RoomPublisherTests {
    private let database = TestDatabase.current

    @Test func `whoever listens gets the log's own bytes, in order`() async throws {
        try await database.withServices { [database] services in
            let people = try await services.pool.samplePeople(2)
            let auction = try await services.pool.sampleAuction(by: people[0])
            let (stream, continuation) = AsyncStream.makeStream(of: (Int64, [[UInt8]]).self)
            let subscriber = RedisSubscriber(
                on: services.loop, configuration: try database.serviceConfiguration().redis,
                onMessage: { _, payload in
                    guard let message = RoomMessage.decode(payload) else { return }
                    continuation.yield((message.first, message.bodies.map { [UInt8]($0) }))
                }, onStateChange: { _ in })
            await subscriber.start()
            let channel = RoomMessage.channel(of: auction)
            await subscriber.subscribe(channel)
            try await subscriber.confirmed(channel)
            for amount in [1000, 1100, 1200] as [Money] {
                _ = try await services.writer.submit(.bid(amount, by: people[1], in: auction))
            }
            var received: [[UInt8]] = []
            for await (first, bodies) in stream {
                #expect(first == Int64(received.count + 1))
                received += bodies
                if received.count >= 3 { break }
            }
            let log = try await services.log.events(of: auction, after: 0, limit: 10)
            #expect(received == log.map(\.body))
            await subscriber.stop()
        }
    }
}
