import Shared
import WebSockets

extension Hub {
    /// A message on a room's channel.
    func published(in auction: AuctionID, _ payload: UnsafeRawBufferPointer) {
        guard let room = rooms[auction] else { return }
        if let loop = RoomMessage.attendanceNews(payload) {
            room.presence.isStale = room.presence.isStale || loop != name
            return hurryPresence(of: room)
        }
        guard room.cursor != nil, let message = RoomMessage.decode(payload) else { return }
        switch room.cursor?.receive(first: message.first, count: message.bodies.count) {
        case .deliver(let skipped):
            for (index, body) in message.bodies.enumerated().dropFirst(skipped) {
                deliver(message.first + Int64(index), body, in: room)
            }
        case .repair: repair(auction)
        case .drop, nil: break
        }
    }

    /// Encodes one event for all members; it leaves at the end of the turn.
    private func deliver(_ seq: Int64, _ body: UnsafeRawBufferPointer, in room: Room) {
        metrics.deliveries.add(room.members.count)
        if room.pending.isEmpty {
            if room.skippable.isEmpty { roomsToFlush.append(room) }
            // One a room and turn: the first waited longest, and a flood need not be timed event by event.
            if let at = RoomEvent.time(of: body) {
                metrics.delivered(after: clock.now.microseconds - at.microseconds)
            }
        }
        let start = room.pending.count
        encoder.appendText(body, to: &room.pending)
        room.keep(seq, room.pending[start...])
        scheduleFlush()
    }

    /// Reads the log behind the room's head until it has caught up. The cursor is marked already.
    func repair(_ auction: AuctionID) {
        metrics.repairs.add()
        Task(executorPreference: loop) { await self.catchUp(auction) }
    }

    /// Brings the room's head up to the log's. An error leaves it to the next comparison.
    func catchUp(_ auction: AuctionID) async {
        let page = 500
        while let head = rooms[auction]?.cursor?.head,
            let events = try? await services.log.events(of: auction, after: head, limit: page)
        {
            guard let room = rooms[auction] else { return }
            for event in events {
                guard case .deliver = room.cursor?.receive(first: event.seq, count: 1) else { continue }
                event.body.withUnsafeBytes { deliver(event.seq, $0, in: room) }
            }
            if events.count < page { break }
        }
        rooms[auction]?.cursor?.endRepair()
    }

    // MARK: Coming and going

    /// The room, subscribed to; made for the first who joins it.
    func openRoom(_ auction: AuctionID) async -> Room {
        let room = rooms[auction] ?? Room(auction)
        room.joining += 1
        if rooms[auction] == nil {
            rooms[auction] = room
            subscribe(auction)
        }
        // While Redis is away the comparison of heads brings the events.
        if let subscriber, await subscriber.isConnected {
            try? await subscriber.confirmed(RoomMessage.channel(of: auction))
        }
        await learnPresence(of: room)
        return room
    }

    private func subscribe(_ auction: AuctionID) {
        subscriber?.assumeIsolated { $0.subscribe(RoomMessage.channel(of: auction)) }
    }

    func leave(_ auction: AuctionID, _ session: Session) {
        session.rooms[auction] = nil
        guard let room = rooms[auction] else { return }
        session.sparedRooms.remove(auction)
        room.remove(session)
        hurryPresence(of: room)
        closeIfUnused(room)
    }

    func closeIfUnused(_ room: Room) {
        guard room.isUnused, rooms[room.auction] === room else { return }
        rooms[room.auction] = nil
        departed.insert(room.auction)
        count(0, in: room.auction)
        let channel = RoomMessage.channel(of: room.auction)
        subscriber?.assumeIsolated { $0.unsubscribe(channel) }
    }
}
