import EventLoops

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Pictures as files in a folder that nginx serves.
package struct FolderPictures: PictureStore {
    /// Files being written at once, and waiting: writes of some 100 KB.
    private static let work = BlockingWork(concurrent: 2, waiting: 1000)

    package let name = "folder"
    private let folder: String
    private let base: String

    /// - Parameter base: the address of the folder, without the slash at its end.
    package init(folder: String, base: String = "/media") {
        self.folder = folder
        self.base = base
    }

    package func url(of key: String) -> String { "\(base)/\(key)" }

    /// Writes the file beside its place, and moves it there when the disk has it.
    package func put(_ bytes: [UInt8], as key: String, on loop: EventLoop) async throws {
        try await Self.work.run(on: loop) { try write(bytes, key) }
    }

    package func remove(_ keys: [String], on loop: EventLoop) async throws {
        try await Self.work.run(on: loop) {
            for key in keys {
                try remove("\(folder)/\(key)")
                try remove(part(of: key))
            }
        }
    }

    private func part(of key: String) -> String { "\(folder)/\(key).part" }

    private func write(_ bytes: [UInt8], _ key: String) throws(PictureStoreError) {
        let path = "\(folder)/\(key)"
        let part = part(of: key)
        let parent = String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
        makeFolder(parent)
        // Who else may read it is a matter of the process's umask: nginx may be another user.
        let file = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw failure("open", part) }
        let isWritten = writeAll(bytes, to: file) && fsync(file) == 0
        let reason = errno
        close(file)
        guard isWritten else { throw abandon(part, "write", reason) }
        guard rename(part, path) == 0 else { throw abandon(part, "rename", errno) }
        // The name is the folder's content: without this it may be gone after a power cut.
        try sync(parent)
    }

    private func abandon(_ part: String, _ what: String, _ reason: CInt) -> PictureStoreError {
        unlink(part)
        errno = reason
        return failure(what, part)
    }

    private func sync(_ folder: String) throws(PictureStoreError) {
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("sync", folder) }
    }

    private func remove(_ path: String) throws(PictureStoreError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw failure("remove", path) }
    }

    private func failure(_ what: String, _ path: String) -> PictureStoreError {
        PictureStoreError("cannot \(what) \(path): \(String(cString: strerror(errno)))")
    }
}
