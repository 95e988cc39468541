import Postgres

/// One entry of a trade's log: what somebody wrote, or how the trade stood after somebody moved it.
struct TradeEntry: Sendable {
    let trade: TradeID
    /// From 1 without gaps.
    let seq: Int64
    let at: Timestamp
    let author: PublicProfile
    let text: String
    /// JSON: the pictures in their order.
    let images: [UInt8]
    /// Nil for a message.
    let progress: TradeProgress?

    /// The columns that `init(row:at:)` reads, of a message `m` with `joins`.
    static let columns: SQL = """
        m.trade_id, m.seq, m.at, w.id, w.username, w.image_url, w.manner_score, m.text,
        coalesce((
            SELECT '[' || string_agg(\(sql: image), ',' ORDER BY s.position) || ']'
            FROM trade_image s JOIN image i ON i.id = s.image_id
            WHERE s.trade_id = m.trade_id AND s.seq = m.seq), '[]'),
        m.state, m.proposed, m.proposed_by
        """
    static let joins: SQL = "JOIN person w ON w.id = m.author_id"

    /// A picture `i` as JSON: `UploadedImage` of docs/openapi.yaml.
    static let image: SQL = """
        json_build_object('id', i.id, 'url', i.url, 'mediumUrl', coalesce(i.medium_url, i.url),
            'thumbnailUrl', i.thumbnail_url, 'width', i.width, 'height', i.height)::text
        """

    init(
        trade: TradeID, seq: Int64, at: Timestamp, author: PublicProfile, text: String = "",
        images: [UInt8] = Array("[]".utf8), progress: TradeProgress? = nil
    ) {
        self.trade = trade
        self.seq = seq
        self.at = at
        self.author = author
        self.text = text
        self.images = images
        self.progress = progress
    }

    /// From columns that start at `column`; throws where an outer join left none.
    init(row: Row, at column: Int) throws {
        guard let author = try row.profile(at: column + 3) else {
            throw PostgresError.decoding("an entry without an author")
        }
        self.init(
            trade: try row.id(column), seq: try row.decode(Int64.self, at: column + 1),
            at: try row.decode(Timestamp.self, at: column + 2), author: author,
            text: try row.decode(String.self, at: column + 7), images: try row.bytes(at: column + 8),
            progress: try row.progress(at: column + 9))
    }

    /// Writes the fields of `TradeEntry` in docs/openapi.yaml, inside of an object.
    func writeFields(to json: inout JSONWriter) {
        json.field("trade", trade)
        json.field("seq", seq)
        json.field("kind", progress == nil ? "message" : "state")
        json.field("author", author)
        json.field("text", text)
        json.field("images") { $0.raw(images) }
        if let progress {
            json.field("state", progress.state.rawValue)
            json.field("proposal", progress.proposal)
        }
        json.field("at", at)
    }

    /// What the sockets of one side get: docs/realtime.md, "trade".
    func message(to person: UserID) -> PersonalMessage {
        var json = JSONWriter(capacity: 512)
        json.object {
            $0.field("type", "trade")
            writeFields(to: &$0)
        }
        return PersonalMessage(person: person, key: .trade(trade, seq: seq), text: json.bytes)
    }
}

extension Row {
    /// Progress from `state, proposed, proposed_by`, and `proposed_at` where that is read too; nil without
    /// a state.
    func progress(at column: Int, hasTime: Bool = false) throws(PostgresError) -> TradeProgress? {
        guard let state = try decode(String?.self, at: column) else { return nil }
        var proposal: TradeProgress.Proposal?
        if let proposed = try decode(String?.self, at: column + 1) {
            proposal = TradeProgress.Proposal(
                state: try known(proposed), by: try id(column + 2),
                at: hasTime ? try decode(Timestamp.self, at: column + 3) : .earliest)
        }
        return TradeProgress(state: try known(state), proposal: proposal)
    }

    private func known(_ state: String) throws(PostgresError) -> TradeProgress.State {
        guard let known = TradeProgress.State(rawValue: state) else {
            throw .decoding("an unknown state of a trade")
        }
        return known
    }
}
