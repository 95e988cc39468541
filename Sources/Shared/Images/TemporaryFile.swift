#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file without a name: gone with this object, and with the process however that ends.
///
/// `@unchecked Sendable`: the descriptor never changes, and whoever writes is one task that waits for each
/// write to end.
final class TemporaryFile: @unchecked Sendable {
    let descriptor: CInt

    /// Blocks for the disk, like `write`.
    init(in folder: String) throws(PictureStoreError) {
        var path = Array("\(folder)/handsup-XXXXXX".utf8CString)
        descriptor = mkstemp(&path)
        guard descriptor >= 0 else {
            throw PictureStoreError("cannot make a file in \(folder): \(String(cString: strerror(errno)))")
        }
        unlink(path)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(descriptor) }

    func write(_ bytes: [UInt8]) throws(PictureStoreError) {
        guard writeAll(bytes, to: descriptor) else {
            throw PictureStoreError("cannot write a temporary file: \(String(cString: strerror(errno)))")
        }
    }
}

/// Writes until all is written (`write`); false, with `errno`, if that cannot be.
func writeAll(_ bytes: [UInt8], to descriptor: CInt) -> Bool {
    bytes.withUnsafeBytes { bytes in
        var rest = bytes[...]
        while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
            let count = systemWrite(descriptor, start, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

#if canImport(Glibc)
    private let systemWrite = Glibc.write
#else
    private let systemWrite = Darwin.write
#endif
