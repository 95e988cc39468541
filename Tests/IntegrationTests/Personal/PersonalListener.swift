import Postgres
import Redis

@testable import Shared

/// Hears what people are told, as a gateway does.
struct PersonalListener: Sendable {
    private let subscriber: RedisSubscriber
    private let stream: AsyncStream<PersonalMessage>

    init(_ people: [UserID], _ services: LoopServices, _ database: TestDatabase) async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: PersonalMessage.self)
        self.stream = stream
        subscriber = RedisSubscriber(
            on: services.loop, configuration: try database.serviceConfiguration().redis,
            onMessage: { channel, payload in
                guard let person = PersonalChannel.person(of: channel) else { return }
                for message in PersonalChannel.decode(payload) ?? [] {
                    continuation.yield(
                        PersonalMessage(person: person, key: message.key, text: Array(message.text)))
                }
            }, onStateChange: { _ in })
        await subscriber.start()
        for person in people {
            let channel = PersonalChannel.channel(of: person)
            await subscriber.subscribe(channel)
            try await subscriber.confirmed(channel)
        }
    }

    /// The next so many messages, in the order in which they came.
    func next(_ count: Int) async -> [PersonalMessage] {
        var messages: [PersonalMessage] = []
        for await message in stream {
            messages.append(message)
            if messages.count == count { break }
        }
        return messages
    }

    func stop() async { await subscriber.stop() }
}

extension PersonalMessage {
    var json: [String: Any] { object(text) }
    var type: String { json["type"] as? String ?? "" }
}
