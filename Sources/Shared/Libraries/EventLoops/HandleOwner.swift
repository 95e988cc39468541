import CUV

/// Owns one `uv` handle: allocated here, closed once, freed in its close callback and nowhere else.
///
/// The Swift object that `data` points to is kept alive from `init` until that callback, so a C
/// callback always finds its object. `Handle` is `uv_timer_t`, `uv_poll_t` or `uv_signal_t`.
package class HandleOwner {
    let raw: UnsafeMutableRawPointer
    let loop: EventLoop
    private(set) var isClosed = false

    init<Handle>(
        _ type: Handle.Type, on loop: EventLoop,
        start: (UnsafeMutablePointer<Handle>) -> CInt
    ) throws(LoopError) {
        loop.assertCurrent()
        self.loop = loop
        let handle = UnsafeMutablePointer<Handle>.allocate(capacity: 1)
        raw = UnsafeMutableRawPointer(handle)
        let code = start(handle)
        guard code == 0 else {
            handle.deallocate()
            throw LoopError(code: code)
        }
        // Released by `close`'s callback.
        generic.pointee.data = Unmanaged.passRetained(self).toOpaque()
    }

    var generic: UnsafeMutablePointer<uv_handle_t> { raw.assumingMemoryBound(to: uv_handle_t.self) }

    /// Ends the handle: no callback comes after this returns. A second call does nothing.
    package final func close() {
        loop.assertCurrent()
        guard !isClosed else { return }
        Self.close(generic)
    }

    /// Called in `close`, while the handle can still be looked at: drop closures here.
    func willClose() {}

    static func close(_ handle: UnsafeMutablePointer<uv_handle_t>) {
        guard let data = handle.pointee.data, uv_is_closing(handle) == 0 else {
            // The loop's own handles have no owner; the loop frees them.
            return uv_close(handle, nil)
        }
        let owner = Unmanaged<HandleOwner>.fromOpaque(data).takeUnretainedValue()
        owner.isClosed = true
        owner.willClose()
        uv_close(handle) { handle in
            Unmanaged<HandleOwner>.fromOpaque(handle!.pointee.data).release()
            UnsafeMutableRawPointer(handle!).deallocate()
        }
    }
}

/// What libuv refused, in its own words.
package struct LoopError: Error, CustomStringConvertible {
    package let code: CInt
    package var description: String { String(cString: uv_strerror(code)) }
}
