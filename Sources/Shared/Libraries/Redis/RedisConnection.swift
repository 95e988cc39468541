import CHiredis
import EventLoops

/// One socket from `connect` to `close`, with the commands that are to leave on it. On the loop only.
final class RedisConnection {
    enum State { case connecting, greeting, up, closed }
    enum Change {
        case up
        case down(String)
    }

    private(set) var state = State.connecting
    private(set) var lastReceived = ContinuousClock.now
    /// Bytes that have not left yet.
    var backlog: Int { output.count - sent }

    private let loop: EventLoop
    private let configuration: RedisConfiguration
    private let descriptor: CInt
    private var poll: LoopPoll?
    private let reader = ReplyReader()
    private var output: [UInt8] = []
    private var sent = 0
    private var isFlushDue = false
    private var greetings = 0
    private let onReply: (UnsafePointer<redisReply>) -> Void
    private let onChange: (Change) -> Void

    /// Begins to connect; `onReply` lends each reply, `onChange` tells of the end once.
    init(
        on loop: EventLoop, configuration: RedisConfiguration, address: SystemSocket.Address,
        onReply: @escaping (UnsafePointer<redisReply>) -> Void, onChange: @escaping (Change) -> Void
    ) throws(RedisError) {
        self.loop = loop
        self.configuration = configuration
        self.onReply = onReply
        self.onChange = onChange
        descriptor = try SystemSocket.connect(to: address)
        do throws(LoopError) {
            let poll = try LoopPoll(on: loop, descriptor: descriptor)
            self.poll = poll
            poll.onEvents { [weak self] events in self?.handle(events) }
            poll.watch(.writable)
        } catch {
            SystemSocket.end(descriptor)
            state = .closed
            throw .unavailable("the socket cannot be watched: \(error)")
        }
    }

    deinit {
        // Only where the loop ended before `close`: nothing watches the descriptor any more.
        if state != .closed { SystemSocket.end(descriptor) }
    }

    /// Appends a command; all of a turn leave together at its end.
    func send(_ arguments: [RedisArgument]) {
        guard state == .up || state == .greeting else { return }
        RedisCommand.append(arguments, to: &output)
        guard !isFlushDue else { return }
        isFlushDue = true
        loop.atTurnEnd(.flush) { [weak self] in
            guard let self else { return }
            isFlushDue = false
            flush()
        }
    }

    private func handle(_ events: LoopPoll.Events) {
        if state == .connecting {
            if let reason = SystemSocket.connectFailure(of: descriptor) { return fail(reason) }
            state = .greeting
            let greeting = configuration.greeting
            greetings = greeting.count
            for command in greeting { send(command) }
            poll?.watch(.readable)
            return
        }
        if events.contains(.writable) { flush() }
        if events.contains(.readable) { receive() }
    }

    private func flush() {
        guard state == .greeting || state == .up else { return }
        while sent < output.count {
            let result = output.withUnsafeBytes {
                SystemSocket.write(UnsafeRawBufferPointer(rebasing: $0[sent...]), to: descriptor)
            }
            switch result {
            case .done(let count): sent += count
            case .wouldBlock:
                poll?.watch([.readable, .writable])
                return
            case .closed(let reason): return fail(reason)
            }
        }
        output.removeAll(keepingCapacity: output.capacity <= 1 << 20)
        sent = 0
        poll?.watch(.readable)
    }

    /// At most 1 MiB a turn, so that other sockets of the loop get theirs.
    private func receive() {
        withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 16) { buffer in
            for _ in 0..<16 {
                guard state == .greeting || state == .up else { return }
                switch SystemSocket.read(into: buffer, from: descriptor) {
                case .wouldBlock: return
                case .closed(let reason): return fail(reason)
                case .done(let count):
                    lastReceived = .now
                    parse(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                    if count < buffer.count { return }
                }
            }
        }
    }

    private func parse(_ bytes: UnsafeRawBufferPointer) {
        do throws(ReplyReader.Failure) {
            try reader.feed(bytes) { reply in
                if state == .greeting { greet(reply) } else { onReply(reply) }
                return state == .greeting || state == .up
            }
        } catch {
            switch error {
            case .protocolError(let text): fail("protocol error: \(text)")
            case .tooLarge: fail("a reply was longer than \(ReplyReader.maximumBytes) bytes")
            }
        }
    }

    private func greet(_ reply: UnsafePointer<redisReply>) {
        if reply.pointee.type == REDIS_REPLY_ERROR { return fail(reply.pointee.text) }
        greetings -= 1
        guard greetings == 0 else { return }
        state = .up
        onChange(.up)
    }

    func fail(_ reason: String) {
        guard state != .closed else { return }
        close()
        onChange(.down(reason))
    }

    /// As `fail`, without a report.
    func close() {
        guard state != .closed else { return }
        state = .closed
        poll?.close()
        poll = nil
        SystemSocket.end(descriptor)
    }
}
