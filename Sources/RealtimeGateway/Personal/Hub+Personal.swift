import Postgres
import Shared
import WebSockets

/// What concerns one person, on all sockets of that person: notifications and trades.
///
/// It comes over the person's Redis channel. Once a second the loop looks back over what was written in the
/// last seconds: what Redis lost, or a process did not live to publish, arrives then.
extension Hub {
    /// Longer than a transaction lasts between writing and committing.
    private static let lookBackMilliseconds: Int64 = 10_000
    /// Keys in one query, and queries in one look: more come in the next second.
    private static let keysAtOnce = 5000
    private static let mostPages = 10

    func addPersonal(_ session: Session, of person: UserID) {
        guard personal.add(session, of: person, at: clock.now) else { return }
        subscriber?.assumeIsolated { $0.subscribe(PersonalChannel.channel(of: person)) }
    }

    func removePersonal(_ session: Session, of person: UserID) {
        guard personal.remove(session, of: person) else { return }
        subscriber?.assumeIsolated { $0.unsubscribe(PersonalChannel.channel(of: person)) }
    }

    /// A message on a person's channel.
    func published(to person: UserID, _ payload: UnsafeRawBufferPointer) {
        for (key, text) in PersonalChannel.decode(payload) ?? [] {
            if let key, !personal.take(key, for: person) { continue }
            deliver(text, to: person)
        }
    }

    private func deliver(_ text: UnsafeRawBufferPointer, to person: UserID) {
        let sessions = personal.sessions(of: person)
        guard !sessions.isEmpty else { return }
        var frame: [UInt8] = []
        frame.reserveCapacity(text.count + 10)
        encoder.appendText(text, to: &frame)
        for session in sessions {
            frame.withUnsafeBytes { session.socket.queue($0) }
            flushLater(session)
        }
        metrics.notices.add(sessions.count)
    }

    func lookBack() {
        personal.age(at: seconds)
        guard !isLookingBack, !personal.isEmpty else { return }
        isLookingBack = true
        let since = clock.now.adding(milliseconds: -Self.lookBackMilliseconds)
        Task(executorPreference: loop) { await self.tellMissed(since: since) }
    }

    private func tellMissed(since: Timestamp) async {
        defer { isLookingBack = false }
        var since = since
        for _ in 0..<Self.mostPages {
            guard let keys = try? await services.personalLog.keys(since: since, limit: Self.keysAtOnce) else {
                return  // the next second asks again
            }
            let missed = keys.filter { personal.misses($0.key, of: $0.person, at: $0.at) }
            if !missed.isEmpty { await tell(missed.map { ($0.person, $0.key) }) }
            guard keys.count >= Self.keysAtOnce, let last = keys.last else { return }
            since = last.at
        }
    }

    private func tell(_ missed: [(person: UserID, key: PersonalKey)]) async {
        do {
            for message in try await services.personalLog.messages(for: missed) {
                message.text.withUnsafeBytes { deliver($0, to: message.person) }
            }
        } catch {
            for (person, key) in missed { personal.forget(key, for: person) }
        }
    }
}
