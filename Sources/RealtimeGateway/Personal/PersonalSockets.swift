import Postgres
import Shared

/// Which of a loop's sockets belong to whom, and what they have been told lately. Of one hub, on its loop.
final class PersonalSockets {
    /// Seconds for which is remembered what was told; longer than the database is looked back over.
    private static let memorySeconds = 30

    private struct Told: Hashable {
        let person: UserID
        let key: PersonalKey
    }
    private struct Sockets {
        var sessions: [Session]
        /// What was written before has been there to read when the first of them signed in.
        let since: Timestamp
    }
    private var people: [UserID: Sockets] = [:]
    /// Two sets take turns, and the older one is dropped as a whole.
    private var told: (present: Set<Told>, past: Set<Told>) = ([], [])

    var isEmpty: Bool { people.isEmpty }

    func sessions(of person: UserID) -> [Session] { people[person]?.sessions ?? [] }

    /// Answers whether it is the person's first.
    func add(_ session: Session, of person: UserID, at now: Timestamp) -> Bool {
        guard people[person] == nil else {
            people[person]?.sessions.append(session)
            return false
        }
        people[person] = Sockets(sessions: [session], since: now)
        return true
    }

    /// Answers whether it was the person's last.
    func remove(_ session: Session, of person: UserID) -> Bool {
        people[person]?.sessions.removeAll { $0 === session }
        guard people[person]?.sessions.isEmpty == true else { return false }
        people[person] = nil
        return true
    }

    /// Notes that the person is told; false if that was done before.
    func take(_ key: PersonalKey, for person: UserID) -> Bool {
        let one = Told(person: person, key: key)
        return !told.past.contains(one) && told.present.insert(one).inserted
    }

    /// Whether the person has a socket here and was not told what was written at that time; if so it is noted.
    func misses(_ key: PersonalKey, of person: UserID, at: Timestamp) -> Bool {
        guard let since = people[person]?.since, at >= since else { return false }
        return take(key, for: person)
    }

    /// The person could not be told after all.
    func forget(_ key: PersonalKey, for person: UserID) {
        let one = Told(person: person, key: key)
        told.present.remove(one)
        told.past.remove(one)
    }

    /// To be called once a second.
    func age(at second: Int) {
        if second % Self.memorySeconds == 0 { told = ([], told.present) }
    }
}
