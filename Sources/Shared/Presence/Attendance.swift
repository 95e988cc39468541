/// Who is in a room: people who are signed in, each once however many sockets they have, and the sockets
/// of all others.
package struct Attendance: Sendable, Equatable {
    package var people: Set<UserID>
    package var anonymous: Int

    package init(people: Set<UserID> = [], anonymous: Int = 0) {
        self.people = people
        self.anonymous = anonymous
    }

    package var count: Int { people.count + anonymous }
    package var isEmpty: Bool { people.isEmpty && anonymous == 0 }

    /// Both together: somebody who is in both is one.
    package func merged(with other: Attendance) -> Attendance {
        Attendance(people: people.union(other.people), anonymous: anonymous + other.anonymous)
    }

    // MARK: As it stands in Redis: the anonymous ones, then the people's ids, with spaces between.

    var text: String {
        var text = String(anonymous)
        for person in people {
            text += " "
            text += person.description
        }
        return text
    }

    /// What cannot be read counts for nobody.
    init(text: Substring) {
        self.init()
        var words = text.split(separator: " ").makeIterator()
        anonymous = words.next().flatMap { Int($0) }.map { max(0, $0) } ?? 0
        while let word = words.next() {
            if let person = UserID(word) { people.insert(person) }
        }
    }
}
