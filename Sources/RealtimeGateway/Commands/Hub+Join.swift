import Shared

extension Hub {
    /// Joins begin together at most so often: one that comes alone does not wait.
    private static let joinInterval = Duration.milliseconds(10)

    /// A `join` whose place is taken: what came behind it on the socket finds the room in its list.
    struct Join: Sendable {
        let auction: AuctionID
        let after: Int64?
        /// Tells this join from a later one of the same room.
        let number: Int
    }

    /// Checks a `join` and takes a place for it, before anything is waited for: joins sent at once are
    /// counted, and a `leave` behind one undoes it.
    func beginJoin(_ message: ClientMessage, _ session: Session) throws(Problem) -> Join {
        let auction = try message.room()
        var checks = FieldChecks()
        let after = checks.optional("after", message.after)
        checks.number("after", after, in: 0...Int64.max)
        try checks.finish()
        if session.rooms[auction] != nil { leave(auction, session) }
        guard session.rooms.count < Self.roomsPerSocket else {
            throw Problem(.tooMany, "rooms.tooMany", "A socket can be in \(Self.roomsPerSocket) rooms.")
        }
        return Join(auction: auction, after: after, number: session.enter(auction))
    }

    /// `join`: the position in the log first, then the snapshot, then what came since.
    func join(_ id: Int, _ join: Join, _ identity: ClientMessage.Identity) async throws {
        let auction = join.auction
        // A sign-in that was sent before counts: nobody is a guest first and a member a moment later.
        await sessions[id]?.signingIn?.value
        await awaitTurn()
        let room = await openRoom(auction)
        defer {
            room.endJoin()
            if !room.has(id), let session = sessions[id], session.rooms[auction] == join.number {
                session.rooms[auction] = nil
            }
            closeIfUnused(room)
        }
        let position = room.cursor?.head ?? 0
        let page = try await services.auctions.auction(auction)
        if room.cursor == nil {
            room.cursor = RoomCursor(head: page.seq)
            // What was published between the page and now found no cursor.
            await catchUp(auction)
        }
        let recovered = try await events(of: auction, after: join.after, upTo: page.seq)
        if page.seq > room.cursor?.head ?? 0 {
            await catchUp(auction)
            // Else the room would give this one again what the page tells already.
            guard page.seq <= room.cursor?.head ?? 0 else { throw Problem.unavailable() }
        }
        let shown = try await asSeen(page, by: id)
        guard let session = sessions[id] else { return }
        enter(room, session, identity, shown, max(position, page.seq), recovered)
    }

    /// Returns when the join may begin: at once, or in a rush together with those of the next milliseconds. What
    /// they read is read by one statement then, which is most of a join's cost.
    private func awaitTurn() async {
        let now = ContinuousClock.now
        guard !joiners.isEmpty || now < nextJoins else {
            nextJoins = now + Self.joinInterval
            return
        }
        await withCheckedContinuation(isolation: self) { continuation in
            joiners.append(continuation)
            guard joiners.count == 1 else { return }
            joinTimer?.start(after: Int((nextJoins - now) / .milliseconds(1)) + 1) { [unowned self] in
                self.assumeIsolated { $0.beginJoins() }
            }
        }
    }

    func beginJoins() {
        nextJoins = .now + Self.joinInterval
        let some = joiners
        joiners = []
        for one in some { one.resume() }
    }

    /// The auction with what the socket's person likes.
    private func asSeen(_ page: AuctionPage, by id: Int) async throws -> [UInt8] {
        guard page.auction.likeCount > 0, let person = sessions[id]?.user else { return page.bytes }
        let liked = try await services.likes.liked(among: page.encoded.auctions, by: person)
        return page.encoded.liked(liked).bytes
    }

    /// All events behind `after`, or nil if they are too many or unknown.
    private func events(of auction: AuctionID, after: Int64?, upTo head: Int64) async throws -> [[UInt8]]? {
        guard let after, after <= head, head - after <= RoomLog.longestReplay else { return nil }
        guard after < head else { return [] }
        let events = try await services.log.events(of: auction, after: after, limit: Int(head - after))
        return events.count == Int(head - after) ? events.map(\.body) : nil
    }

    private func enter(
        _ room: Room, _ session: Session, _ identity: ClientMessage.Identity, _ page: [UInt8],
        _ seq: Int64, _ recovered: [[UInt8]]?
    ) {
        // A `leave` that came meanwhile has the last word: the state is told, nothing follows.
        let stays = session.rooms[room.auction] != nil
        if stays {
            // What this turn has for the room's members was delivered before this one came.
            flush(room, isAlone: false)
            room.add(session)
            hurryPresence(of: room)
        }
        let (count, users) = room.presence.show()
        let size = page.count + (recovered ?? []).reduce(512 + users.count) { $0 + $1.count + 1 }
        let reply = ServerMessage.reply(identity, capacity: size) { json in
            json.field("auction") { $0.raw(page) }
            json.field("seq", seq)
            json.field("recovered", recovered != nil)
            json.field("events") { $0.array(recovered ?? []) { $0.raw($1) } }
            json.field("presence") {
                $0.object {
                    $0.field("count", count)
                    $0.field("users") {
                        $0.raw("[")
                        $0.raw(users)
                        $0.raw("]")
                    }
                }
            }
        }
        send(reply, to: session)
        for event in room.backlog where stays && event.seq > seq {
            event.frame.withUnsafeBytes { session.socket.queue($0) }
        }
    }

    /// `leave`
    func leave(_ message: ClientMessage, _ identity: ClientMessage.Identity, _ session: Session)
        throws(Problem)
    {
        leave(try message.room(), session)
        send(ServerMessage.reply(identity), to: session)
    }
}
