import CUV

/// Calls back on the loop when the process gets a signal (`uv_signal_t`). On the loop only.
package final class LoopSignal: HandleOwner {
    private let action: () -> Void

    package init(on loop: EventLoop, number: CInt, _ action: @escaping () -> Void) throws(LoopError) {
        self.action = action
        try super.init(uv_signal_t.self, on: loop) { uv_signal_init(loop.uv, $0) }
        let code = uv_signal_start(
            raw.assumingMemoryBound(to: uv_signal_t.self),
            { handle, _ in
                Unmanaged<LoopSignal>.fromOpaque(handle!.pointee.data).takeUnretainedValue().action()
            }, number)
        guard code == 0 else {
            close()
            throw LoopError(code: code)
        }
    }
}
