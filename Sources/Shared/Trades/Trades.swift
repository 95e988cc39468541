import Postgres

/// The rooms of sellers and winners: what the two do there. All others find nothing (`notFound`).
package struct Trades: Sendable {
    /// A key that was accepted in another trade at the same moment breaks the transaction; read again.
    private static let attempts = 3

    let pool: PostgresPool
    private let personal: PersonalPublisher

    package init(pool: PostgresPool, personal: PersonalPublisher) {
        self.pool = pool
        self.personal = personal
    }

    private struct Posted: Sendable {
        let reply: [UInt8]
        /// Nil if the same was posted before.
        let entry: TradeEntry?
        var told: [PersonalMessage] = []
        var keys: [(person: UserID, key: PersonalKey)] = []
    }

    /// Posts a message of fields as they came. Answers `{"message":{…}}`, the same bytes again for the same
    /// key and message. A trade that is over can still be written in.
    ///
    /// Throws `invalid`, `notFound`, `keyMismatch`; `unauthenticated` for a person who is deleted or suspended.
    package func post(
        text: Input<String>, imageIds: Input<[Int64]>, in trade: TradeID, by author: UserID,
        key: PostgresUUID?
    ) async throws -> [UInt8] {
        let form = try TradeMessageForm(text: text, imageIds: imageIds)
        let request = key.map {
            AcceptedRequest(
                person: author, kind: .tradeChat, key: $0, fingerprint: form.fingerprint(in: trade))
        }
        for _ in 1..<Self.attempts {
            do {
                return try await post(form, in: trade, by: author, request)
            } catch PostgresError.server("23505", _, .some("accepted_request_pkey")) {
                continue
            }
        }
        return try await post(form, in: trade, by: author, request)
    }

    private func post(
        _ form: TradeMessageForm, in trade: TradeID, by author: UserID, _ request: AcceptedRequest?
    ) async throws -> [UInt8] {
        let posted = try await pool.transaction { transaction in
            var reads = [LockedTrade.lock(trade, for: author), Self.author(author)]
            if !form.imageIds.isEmpty { reads.append(Self.images(form.imageIds, of: author)) }
            if let request { reads.append(request.lookUp) }
            let read = try await transaction.run(reads)
            var locked = try LockedTrade(read[0])
            let profile = try Self.standing(read[1])
            if let earlier = try request?.reply(from: read[reads.count - 1]) {
                return Posted(reply: earlier, entry: nil)
            }
            let images = form.imageIds.isEmpty ? [] : try read[2].map { try $0.bytes(at: 0) }
            guard images.count == form.imageIds.count else {
                throw Problem.invalid([.init("imageIds", code: "unknown", "must be pictures of your own")])
            }
            let entry = TradeEntry(
                trade: trade, seq: locked.appendToLog(), at: locked.now, author: profile, text: form.text,
                images: Self.array(images))
            let reply = Self.reply(entry)
            let kept = request.map { [$0.insert(reply: reply)] } ?? []
            let results = try await transaction.commit(
                kept + locked.writes(of: entry, imageIds: form.imageIds))
            return try Self.posted(entry, in: locked, reply: reply, results[results.count - 1])
        }
        await tell(posted)
        return posted.reply
    }

    /// Moves the trade to a state, as one of the two sides wants: see `TradeProgress`. Answers the trade.
    ///
    /// Throws `trade.closed`, `trade.notAgreed`, `trade.agreed`, `notFound`, `unauthenticated`.
    package func move(
        _ trade: TradeID, to state: TradeProgress.State, by person: UserID
    ) async throws -> [UInt8] {
        let posted: Posted? = try await pool.transaction { transaction in
            let read = try await transaction.run(LockedTrade.lock(trade, for: person), Self.author(person))
            var locked = try LockedTrade(read[0])
            let profile = try Self.standing(read[1])
            do throws(TradeProgress.Rejection) {
                guard try locked.progress.move(to: state, by: person, at: locked.now) else { return nil }
            } catch {
                throw Problem(error)
            }
            let entry = TradeEntry(
                trade: trade, seq: locked.appendToLog(), at: locked.now, author: profile,
                progress: locked.progress)
            let results = try await transaction.commit(locked.writes(of: entry))
            return try Self.posted(entry, in: locked, reply: [], results[results.count - 1])
        }
        if let posted { await tell(posted) }
        return try await one(trade, for: person)
    }

    /// Notes that the person has read the log up to a seq; never goes back, and a seq beyond the head counts as
    /// the head. Throws `notFound`.
    package func markRead(_ trade: TradeID, upTo: Int64, by person: UserID) async throws {
        let messages: [PersonalMessage] = try await pool.transaction { transaction in
            let locked = try LockedTrade(try await transaction.run(LockedTrade.lock(trade, for: person))[0])
            let mark = min(upTo, locked.seq)
            guard mark > locked.read(by: person) else { return [] }
            let results = try await transaction.commit(TradeReadMark.writes(mark, in: locked, by: person))
            return try TradeReadMark.messages(mark, in: locked, by: person, results)
        }
        await personal.publish(messages)
    }

    // MARK: Parts of the transactions

    private static func author(_ person: UserID) -> SQL {
        """
        SELECT id, username, image_url, manner_score FROM person
        WHERE id = \(person.rawValue) AND \(sql: Standing.isGood) FOR KEY SHARE
        """
    }

    private static func standing(_ rows: Rows) throws -> PublicProfile {
        guard let profile = try rows.first?.profile(at: 0) else { throw Problem.unauthenticated }
        return profile
    }

    /// The pictures in the order asked for, locked so that none is swept away meanwhile.
    private static func images(_ ids: [Int64], of owner: UserID) -> SQL {
        """
        SELECT \(sql: TradeEntry.image) FROM unnest(\(ids)) WITH ORDINALITY AS wanted (id, place)
        JOIN image i ON i.id = wanted.id AND i.owner_id = \(owner.rawValue)
        ORDER BY wanted.place FOR KEY SHARE OF i
        """
    }

    private static func array(_ values: [[UInt8]]) -> [UInt8] {
        var json = JSONWriter()
        json.array(values) { $0.raw($1) }
        return json.bytes
    }

    private static func reply(_ entry: TradeEntry) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.object { $0.field("message") { $0.object { entry.writeFields(to: &$0) } } }
        return json.bytes
    }

    private static func posted(
        _ entry: TradeEntry, in trade: LockedTrade, reply: [UInt8], _ notified: Rows
    ) throws -> Posted {
        Posted(
            reply: reply, entry: entry,
            told: [entry.message(to: trade.seller), entry.message(to: trade.winner)],
            keys: try notified.map { (try $0.id(0), .notification(try $0.id(1))) })
    }

    private func tell(_ posted: Posted) async {
        await personal.publish(posted.told)
        await personal.tell(posted.keys)
    }
}
