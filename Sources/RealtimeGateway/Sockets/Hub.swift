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
    let gate: SocketGate
    /// Unique among all hubs of all gateways.
    let name: String
    let metrics: HubMetrics
    let encoder = FrameEncoder()
    let handler = WebSocketHandler()
    var subscriber: RedisSubscriber?
    var sessions: [Int: Session] = [:]
    var rooms: [AuctionID: Room] = [:]
    var roomsToFlush: [Room] = []
    var sessionsToFlush: [Session] = []
    var isFlushScheduled = false
    var clock = DatabaseClock()
    private var nextId = 1
    private var seconds = 0
    private var timer: LoopTimer?
    private var isComparing = false
    private var pingFrame: [UInt8] = []

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    init(
        _ services: LoopServices, configuration: Configuration, keys: TokenKeys, ended: EndedSessions,
        gate: SocketGate, name: String, metrics: Metrics
    ) {
        loop = services.loop
        self.services = services
        self.configuration = configuration
        self.keys = keys
        self.ended = ended
        self.name = name
        self.gate = gate
        self.metrics = HubMetrics(metrics)
    }

    func start() async {
        handler.received = { [unowned self] id, text in
            nonisolated(unsafe) let text = text  // used before this returns, on the same thread
            self.assumeIsolated { $0.received(id, text) }
        }
        handler.closed = { [unowned self] id, code in self.assumeIsolated { $0.closed(id, code) } }
        encoder.appendPing(to: &pingFrame)
        await services.start { [weak self] totals in self?.assumeIsolated { $0.announce(totals) } }
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
        let timer = LoopTimer(on: loop)
        self.timer = timer
        timer.start(after: 1000, every: 1000) { [unowned self] in self.tick() }
    }

    /// Lets commands end, tells the clients to go elsewhere, and closes their sockets with 1001.
    func stop(seconds: Int) async {
        for _ in 0..<(seconds * 20) where sessions.values.contains(where: { $0.inFlight > 0 }) {
            try? await loop.sleep(milliseconds: 50)
        }
        for session in Array(sessions.values) {
            // Spread, so that they do not all come back at once.
            send(ServerMessage.reconnect(afterMilliseconds: .random(in: 0...2000)), to: session)
            session.socket.close(.goingAway, reason: "restarting")
        }
        for _ in 0..<40 where !sessions.isEmpty { try? await loop.sleep(milliseconds: 50) }
        timer?.close()
        await subscriber?.stop()
    }

    // MARK: Sockets

    func accept(_ upgraded: UpgradedSocket) {
        let id = nextId
        nextId += 1
        var limits = WebSocket.Limits()
        limits.queue = configuration.queueBytes
        let socket = WebSocket(
            id: id, descriptor: upgraded.descriptor, received: upgraded.received, handler: handler,
            encoder: encoder, limits: limits)
        let session = Session(id: id, socket: socket)
        sessions[id] = session
        gate.enter()
        send(
            ServerMessage.hello(
                now: clock.now, connection: "\(name)-\(id)", pingSeconds: configuration.pingSeconds),
            to: session)
        do {
            try socket.start(on: loop)
        } catch {
            closed(id, nil)
        }
    }

    private func closed(_ id: Int, _ code: CloseCode?) {
        guard let session = sessions.removeValue(forKey: id) else { return }
        gate.leave()
        metrics.closed(code)
        for auction in session.rooms.keys { leave(auction, session) }
    }

    // MARK: Time

    private func tick() {
        seconds += 1
        let now = clock.now
        for session in Array(sessions.values) {
            session.socket.tick()
            guard session.socket.isOpen else { continue }
            if let expiresAt = session.token?.expiresAt,
                now > expiresAt.adding(milliseconds: Self.renewalMilliseconds)
            {
                session.socket.close(.tokenExpired, reason: "token expired")
            } else if session.socket.secondsSilent >= configuration.silenceSeconds {
                session.socket.close(.goingAway, reason: "silent")
            } else if (seconds + session.id) % configuration.pingSeconds == 0 {
                pingFrame.withUnsafeBytes { session.socket.send($0) }
            }
        }
        compareHeads()
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
