import CUV

/// Watches a descriptor that something else owns (`uv_poll_t`, level-triggered). On the loop only.
///
/// Close the watcher before the descriptor: `close` takes it out of epoll at once.
package final class LoopPoll: HandleOwner {
    package struct Events: OptionSet, Sendable {
        package let rawValue: CInt
        package init(rawValue: CInt) { self.rawValue = rawValue }
        package static let readable = Events(rawValue: CInt(UV_READABLE.rawValue))
        package static let writable = Events(rawValue: CInt(UV_WRITABLE.rawValue))
        package static let disconnect = Events(rawValue: CInt(UV_DISCONNECT.rawValue))
    }

    private var action: ((Events) -> Void)?
    private var watched: Events = []

    /// Throws if the descriptor cannot be polled (closed, a plain file, watched twice).
    package init(on loop: EventLoop, descriptor: CInt) throws(LoopError) {
        try super.init(uv_poll_t.self, on: loop) { uv_poll_init(loop.uv, $0, descriptor) }
    }

    /// Sets what is called; `watch` says for which events.
    package func onEvents(_ action: @escaping (Events) -> Void) { self.action = action }

    /// Starts, changes or (with the empty set) stops the watch. An error on the descriptor arrives as
    /// readable and writable, so that the next read or write finds it.
    package func watch(_ events: Events) {
        loop.assertCurrent()
        guard !isClosed, events != watched else { return }
        watched = events
        if events.isEmpty {
            uv_poll_stop(raw.assumingMemoryBound(to: uv_poll_t.self))
        } else {
            start()
        }
    }

    private func start() {
        let handle = raw.assumingMemoryBound(to: uv_poll_t.self)
        uv_poll_start(handle, watched.rawValue) { handle, status, events in
            let poll = Unmanaged<LoopPoll>.fromOpaque(handle!.pointee.data).takeUnretainedValue()
            guard status < 0 else {
                poll.action?(Events(rawValue: events))
                return
            }
            // libuv has stopped the watch. The next read may still give data that came before the
            // error, and only the one after it the error: go on until the owner closes.
            poll.start()
            poll.action?([.readable, .writable])
        }
    }

    override func willClose() { action = nil }
}
