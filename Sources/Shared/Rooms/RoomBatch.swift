import Postgres

/// One transaction's worth of requests for one room, judged in order of arrival.
///
/// A value: made of what was read under the auction's lock, it ends with what is to be written and
/// with one outcome for each request, in their order.
struct RoomBatch {
    /// A request's answer: the JSON object that HTTP sends, or the refusal.
    typealias Outcome = Result<[UInt8], Problem>

    /// What a key answered before.
    struct Earlier {
        let fingerprint: String
        let reply: [UInt8]
    }
    struct KeyID: Hashable {
        let person: UserID
        let kind: AcceptedRequest.Kind
        let key: PostgresUUID
    }
    struct NewBid {
        let bid: Bidding.Bid
        let maximum: Money
        let price: Money
    }

    let auction: AuctionID
    let now: Timestamp
    let profiles: [UserID: PublicProfile]
    /// Those of them who must not act: deleted or suspended since their token was made.
    let barred: Set<UserID>
    private(set) var bidding: Bidding
    private(set) var earlier: [KeyID: Earlier]
    private(set) var events: [RoomEvent] = []
    private(set) var bids: [NewBid] = []
    private(set) var kept: [(request: AcceptedRequest, reply: [UInt8])] = []
    private(set) var hasRaised = false
    private let firstLeader: UserID?
    private var leaders: Set<UserID> = []

    init(
        auction: AuctionID, bidding: Bidding, now: Timestamp, profiles: [UserID: PublicProfile],
        barred: Set<UserID> = [], earlier: [KeyID: Earlier]
    ) {
        self.auction = auction
        self.bidding = bidding
        firstLeader = bidding.lead?.bidder
        self.now = now
        self.profiles = profiles
        self.barred = barred
        self.earlier = earlier
    }

    var isUnchanged: Bool { events.isEmpty && !hasRaised }

    /// Who lost the lead to whom, if anybody did.
    var leadChange: LeadChange? {
        guard let leader = bidding.lead?.bidder else { return nil }
        let outbid = leaders.union(firstLeader.map { [$0] } ?? []).subtracting([leader])
        return outbid.isEmpty ? nil : LeadChange(outbid: outbid.sorted(), leader: leader)
    }

    mutating func judge(_ request: RoomRequest) -> Outcome {
        guard let person = profiles[request.person], !barred.contains(request.person) else {
            return .failure(.unauthenticated)
        }
        let accepted = request.accepted
        let id = accepted.map { KeyID(person: $0.person, kind: $0.kind, key: $0.key) }
        if let accepted, let id, let before = earlier[id] {
            return before.fingerprint == accepted.fingerprint
                ? .success(before.reply) : .failure(.keyMismatch)
        }
        let reply: [UInt8]
        switch request.command {
        case .bid(let offer):
            do throws(Bidding.Rejection) {
                reply = self.reply(to: try bidding.place(offer, by: person.id, at: now), by: person)
            } catch {
                return .failure(Problem(error))
            }
        case .chat(let text):
            guard bidding.status != .cancelled else {
                return .failure(Problem(.conflict, "chat.closed", "The auction was cancelled."))
            }
            reply = chat(text, by: person)
        }
        if let accepted, let id {
            earlier[id] = Earlier(fingerprint: accepted.fingerprint, reply: reply)
            kept.append((accepted, reply))
        }
        return .success(reply)
    }

    private mutating func chat(_ text: String, by author: PublicProfile) -> [UInt8] {
        let seq = bidding.appendToLog()
        events.append(.chat(in: auction, seq: seq, at: now, by: author, text: text))
        var json = JSONWriter()
        json.object { json in
            json.field("message") {
                $0.object {
                    $0.field("auction", auction)
                    $0.field("seq", seq)
                    $0.field("author", author)
                    $0.field("text", text)
                    $0.field("at", now)
                }
            }
        }
        return json.bytes
    }

    private mutating func reply(to judgement: Bidding.Judgement, by bidder: PublicProfile) -> [UInt8] {
        let price = bidding.price ?? 0
        let leader = bidding.lead.flatMap { profiles[$0.bidder] } ?? bidder
        let bid: Bidding.Bid
        var outbid = false
        switch judgement {
        case .raised(let leading):
            bid = leading
            hasRaised = true
        case .placed(let placed, let maximum, let beaten, let extended):
            bid = placed
            outbid = beaten
            leaders.insert(leader.id)
            bids.append(NewBid(bid: placed, maximum: maximum, price: price))
            events.append(
                .bid(
                    in: auction, placed, by: bidder, price: price, leader: leader,
                    bidCount: bidding.bidCount, endsAt: bidding.endsAt))
            if extended {
                events.append(.extended(in: auction, seq: bidding.seq, at: now, endsAt: bidding.endsAt))
            }
        }
        var json = JSONWriter(capacity: 512)
        json.object { json in
            json.field("bid") { bid.write(to: &$0, in: auction, by: bidder) }
            json.field("price", price)
            json.field("leader", leader)
            json.field("endsAt", bidding.endsAt)
            json.field("outbid", outbid)
        }
        return json.bytes
    }
}

extension Bidding.Bid {
    func write(to json: inout JSONWriter, in auction: AuctionID, by bidder: PublicProfile) {
        json.object {
            $0.field("auction", auction)
            $0.field("seq", seq)
            $0.field("bidder", bidder)
            $0.field("amount", amount)
            $0.field("at", at)
        }
    }
}
