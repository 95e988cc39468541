/// What is expected from the server on one connection, in order.
///
/// Each request is a group: for each statement perhaps a `prepare`, then an `execute`; a `sync` ends it.
/// After a failure the server skips the rest of the group, so a failure never reaches the next one.
struct Pipeline<Owner> {
    enum Kind: Equatable {
        /// Something of ours whose success nobody waits for.
        case housekeeping
        case prepare(Int)
        /// With the number of the prepared statement.
        case execute(Int)
        case sync
    }

    /// What libpq reported.
    enum Event {
        case success
        case failure
        case aborted
        case synced
    }

    /// What is to be done about it.
    enum Action {
        case nothing
        /// The result belongs to this request.
        case deliver(Owner)
        case fail(Owner)
        /// A prepared statement does not exist on the server.
        case failPreparing(Owner, statement: Int)
        case failExecuting(Owner, statement: Int)
        case forget(statement: Int)
        /// The request has got all its results.
        case complete(Owner)
        /// The server sent what nobody asked for: the connection cannot be trusted any more.
        case violation
    }

    private var steps: [(kind: Kind, owner: Owner)] = []
    private var head = 0
    /// Requests whose `sync` has not come.
    private(set) var requests = 0

    var isEmpty: Bool { head == steps.count }
    /// Whose turn it is on the server.
    var current: Owner? { isEmpty ? nil : steps[head].owner }

    /// The requests that have not ended, each once, in order.
    var owners: [Owner] { steps[head...].filter { $0.kind == .sync }.map(\.owner) }

    mutating func expect(_ kind: Kind, for owner: Owner) {
        steps.append((kind, owner))
        if kind == .sync { requests += 1 }
    }

    mutating func receive(_ event: Event) -> Action {
        guard !isEmpty else { return .violation }
        let (kind, owner) = steps[head]
        if (kind == .sync) != (event == .synced) { return .violation }
        advance()
        switch (event, kind) {
        case (.synced, _):
            requests -= 1
            return .complete(owner)
        case (.success, .execute): return .deliver(owner)
        case (.success, _): return .nothing
        case (.failure, .prepare(let statement)): return .failPreparing(owner, statement: statement)
        case (.failure, .execute(let statement)): return .failExecuting(owner, statement: statement)
        case (.failure, _): return .fail(owner)
        case (.aborted, .prepare(let statement)): return .forget(statement: statement)
        case (.aborted, _): return .nothing
        }
    }

    /// Empties the queue; answers the owners of the requests that had not ended, each once.
    mutating func abandon() -> [Owner] {
        defer {
            steps = []
            head = 0
            requests = 0
        }
        return owners
    }

    private mutating func advance() {
        head += 1
        // Drop what is behind when it is most of the array: constant cost for each step.
        if head == steps.count {
            steps.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 1024, head * 2 >= steps.count {
            steps.removeFirst(head)
            head = 0
        }
    }
}
