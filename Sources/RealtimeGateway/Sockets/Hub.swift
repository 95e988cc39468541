import EventLoops
import HTTPServer
import Postgres
import Redis
import Shared
import WebSockets

/// Owns all sockets and rooms of one loop.
///
/// Everything here runs on the loop's thread: callbacks of sockets and of Redis enter by
/// `assumeIsolated`, commands are tasks that come back to the actor. What a turn produces leaves at
/// its end, in one `send` a socket.
actor Hub {
    /// Commands of one socket that may wait for their reply: more than any client needs, few enough
    /// that a flood of one cannot fill the queues of all.
    static let commandsInFlight = 256
    /// docs/realtime.md, "join".
    static let roomsPerSocket = 50
    /// docs/realtime.md, "auth": a token that has expired may be renewed for so long.
    static let renewalMilliseconds: Int64 = 30_000

    nonisolated let loop: EventLoop
    let services: LoopServices
    let configuration: Configuration
    let keys: TokenKeys
    let ended: EndedSessions
    let gates: SocketGates
    /// Unique among all hubs of all gateways.
    let name: String
    let metrics: HubMetrics
    let encoder = FrameEncoder()
    let handler = WebSocketHandler()
    let start = ContinuousClock.now
    var subscriber: RedisSubscriber?
    var sessions: [Int: Session] = [:]
    var rooms: [AuctionID: Room] = [:]
    var roomsToFlush: [Room] = []
    var sessionsToFlush: [Session] = []
    var isFlushScheduled = false
    var clock = DatabaseClock()
    /// Since the start.
    var seconds = 0
    var isDraining = false
    var lastSession = 0
    var timer: LoopTimer?
    var pingFrame: [UInt8] = []
    private var isComparing = false
    /// Joins that wait for their turn, and when it comes.
    var joiners: [CheckedContinuation<Void, Never>] = []
    var nextJoins = ContinuousClock.now
    var joinTimer: LoopTimer?

    let presenceStore: PresenceStore
    let personSockets: PersonSockets
    var isTellingPresence = false
    /// Rooms this loop has closed, until the other loops are told.
    var departed: Set<AuctionID> = []
    /// Rooms whose news does not wait for the next second.
    var urgentRooms: Set<AuctionID> = []
    let personal = PersonalSockets()
    var isLookingBack = false

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// - Parameter index: of the loop in its process.
    init(
        _ services: LoopServices, index: Int, configuration: Configuration, keys: TokenKeys,
        ended: EndedSessions, gates: SocketGates, name: String, metrics: Metrics
    ) {
        loop = services.loop
        self.services = services
        self.configuration = configuration
        self.keys = keys
        self.ended = ended
        self.name = name
        self.gates = gates
        self.metrics = HubMetrics(metrics, loop: index)
        presenceStore = PresenceStore(redis: services.redis, name: name)
        personSockets = PersonSockets(
            on: loop, redis: services.redis, name: name, limit: configuration.socketsPerPerson,
            process: gates.people)
    }

    func begin() async {
        handler.received = { [unowned self] id, text in
            nonisolated(unsafe) let text = text  // used before this returns, on the same thread
            self.assumeIsolated { $0.received(id, text) }
        }
        handler.closed = { [unowned self] id, code in self.assumeIsolated { $0.closed(id, code) } }
        handler.drained = { [unowned self] id in self.assumeIsolated { $0.drained(id) } }
        encoder.appendPing(to: &pingFrame)
        await services.start()
        let subscriber = RedisSubscriber(
            on: loop, configuration: configuration.service.redis,
            onMessage: { [weak self] channel, payload in
                nonisolated(unsafe) let payload = payload  // used before this returns, on the same thread
                self?.assumeIsolated { $0.published(channel, payload) }
            },
            onStateChange: { [weak self] isConnected in
                guard isConnected else { return }
                self?.assumeIsolated { $0.compareHeads() }
            })
        self.subscriber = subscriber
        await subscriber.start()
        joinTimer = LoopTimer(on: loop)
        let timer = LoopTimer(on: loop)
        self.timer = timer
        timer.start(after: 1000, every: 1000) { [unowned self] in self.assumeIsolated { $0.tick() } }
    }

    /// A message of Redis: of a room or of a person.
    private func published(_ channel: String, _ payload: UnsafeRawBufferPointer) {
        if let auction = RoomMessage.auction(of: channel) {
            published(in: auction, payload)
        } else if let person = PersonalChannel.person(of: channel) {
            published(to: person, payload)
        }
    }

    /// Reads the heads of the rooms in one query: an event whose publisher died, or that Redis lost,
    /// is found within a second.
    func compareHeads() {
        guard !isComparing, !rooms.isEmpty else { return }
        isComparing = true
        let auctions = Array(rooms.keys)
        Task(executorPreference: loop) { [services] in
            let heads = try? await services.log.heads(of: auctions)
            await self.compared(heads)
        }
    }

    private func compared(_ heads: RoomLog.Heads?) {
        isComparing = false
        guard let heads else { return }
        clock.adjust(to: heads.now)
        for (auction, head) in heads.heads where rooms[auction]?.cursor?.compare(head: head) == true {
            repair(auction)
        }
    }
}
