import EventLoops
import Foundation
import Testing

@testable import Shared

struct FolderPicturesTests {
    private func withFolder(_ body: (_ folder: String, _ loop: EventLoop) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "handsup-pictures-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let loop = EventLoop()
        let result: Result<Void, any Error>
        do { result = .success(try await body(folder, loop)) } catch { result = .failure(error) }
        await loop.stop()
        try FileManager.default.removeItem(atPath: folder)
        try result.get()
    }

    private func files(in folder: String) throws -> Set<String> {
        Set(try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.contains(".") })
    }

    @Test func `a picture is there under its key, and nothing else is`() async throws {
        try await withFolder { folder, loop in
            let store = FolderPictures(folder: folder)
            let name = PictureName.random()
            for key in name.keys { try await store.put([1, 2, 3], as: key, on: loop) }
            #expect(try files(in: folder) == Set(name.keys))
            #expect(FileManager.default.contents(atPath: "\(folder)/\(name.keys[0])") == Data([1, 2, 3]))
            #expect(store.url(of: name.keys[0]) == "/media/\(name.text.prefix(2))/\(name.text)-1600.webp")
        }
    }

    @Test func `removing takes whole and half-written files, and may be done twice`() async throws {
        try await withFolder { folder, loop in
            let store = FolderPictures(folder: folder)
            let (gone, kept) = (PictureName.random(), PictureName.random())
            try await store.put([1], as: gone.keys[0], on: loop)
            try Data([1]).write(to: URL(fileURLWithPath: "\(folder)/\(gone.keys[1]).part"), options: [])
            try await store.put([1], as: kept.keys[0], on: loop)
            for _ in 0..<2 { try await store.remove(gone.keys, on: loop) }
            #expect(try files(in: folder) == [kept.keys[0]])
        }
    }

    @Test func `what cannot be written leaves nothing, and is told`() async throws {
        try await withFolder { folder, loop in
            let store = FolderPictures(folder: folder)
            let key = PictureName.random().keys[0]
            // A folder stands where the file is to be.
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(key)/x", withIntermediateDirectories: true)
            await #expect(throws: PictureStoreError.self) { try await store.put([1], as: key, on: loop) }
            #expect(try files(in: folder).allSatisfy { !$0.hasSuffix(".part") })
        }
    }

    @Test func `names are not to be guessed`() {
        let names = (0..<100).map { _ in PictureName.random().text }
        #expect(Set(names).count == 100 && names.allSatisfy { $0.utf8.count == 32 })
    }
}
