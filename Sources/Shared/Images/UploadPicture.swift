import EventLoops
import HTTPServer
import Images
import Postgres

/// Takes a picture from a request's body to the store: all of it, or nothing.
package struct UploadPicture: Sendable {
    /// 10 MiB: what a phone of 40 megapixels makes of an ordinary scene.
    private static let byteLimit = 10 << 20

    private let loop: EventLoop
    private let rows: PictureRows
    private let rates: RateLimits
    private let resources: PictureResources

    package init(on loop: EventLoop, pool: PostgresPool, rates: RateLimits, resources: PictureResources) {
        self.loop = loop
        rows = PictureRows(pool: pool)
        self.rates = rates
        self.resources = resources
    }

    /// The stored picture. Throws `invalid` or `unsupportedMediaType` for a file that is no picture,
    /// `tooLarge`, `rateLimited`, `unavailable` when too many come at once or the store is away.
    ///
    /// - Parameters:
    ///   - length: of the body in bytes, if the client told it.
    ///   - format: what the client says it is.
    package func run(
        _ body: RequestBody, length: Int?, as format: ImageFormat, by person: UserID
    ) async throws -> StoredPicture {
        guard length ?? 0 <= Self.byteLimit else { throw RequestBody.TooLarge() }
        return try await resources.places.take {
            let quota = resources.limits.stored(by: person)
            let now = Timestamp.now()
            let wait = try await rates.take([quota, resources.limits.attempts(by: person)], at: now)
            guard wait == 0 else {
                throw Problem.rateLimited("That were all pictures for today.", milliseconds: wait)
            }
            do {
                let picture = try await store(try await convert(receive(body), as: format), of: person)
                resources.metrics.count(nil)
                return picture
            } catch {
                let problem = problem(error)
                resources.metrics.count(problem)
                await inAnyCase { try await rates.giveBack([quota], at: now) }
                throw problem
            }
        }
    }

    private func receive(_ body: RequestBody) async throws -> TemporaryFile {
        let file = try await resources.writing.run(on: loop) { [folder = resources.temporaryFolder] in
            try TemporaryFile(in: folder)
        }
        var count = 0
        while let piece = try await body.next() {
            count += piece.count
            guard count <= Self.byteLimit else { throw RequestBody.TooLarge() }
            try await resources.writing.run(on: loop) { try file.write(piece) }
        }
        return file
    }

    private func convert(_ file: TemporaryFile, as format: ImageFormat) async throws -> [EncodedImage] {
        let start = ContinuousClock.now
        let encoded = try await resources.converting.run(on: loop) { [converter = resources.converter] in
            try converter.convert(descriptor: file.descriptor, as: format)
        }
        resources.metrics.duration.observe(
            microseconds: Int((ContinuousClock.now - start) / .microseconds(1)))
        return encoded
    }

    private func store(_ images: [EncodedImage], of person: UserID) async throws -> StoredPicture {
        let name = PictureName.random()
        try await rows.announce(name)
        do {
            for (key, image) in zip(name.keys, images) {
                try await resources.store.put(image.bytes, as: key, on: loop)
            }
            return try await rows.add(
                name, urls: name.keys.map(resources.store.url), size: images[0], owner: person)
        } catch {
            // Should this fail too, the scheduler does the same after a day.
            await inAnyCase {
                try await remove(name)
            }
            throw error
        }
    }

    private func remove(_ name: PictureName) async throws {
        // The row may be there though its answer was lost.
        try await rows.remove(name)
        try await resources.store.remove(name.keys, on: loop)
        try await rows.forget([name])
    }

    /// Cleans up, also for a client that has left and so cancelled its task.
    private func inAnyCase(_ body: @escaping @Sendable () async throws -> Void) async {
        let result = await Task(executorPreference: loop) { try await body() }.result
        if case .failure(let error) = result {
            resources.log.warning("not cleaned up after a picture", ["error": "\(error)"])
        }
    }

    private func problem(_ error: any Error) -> Problem {
        switch error {
        case let error as ImageError: return Problem(error)
        case is BlockingWork.Overloaded:
            return .unavailable("Too many pictures at once; try again shortly.")
        default:
            let problem = Problem(error)
            guard problem.kind == .internal else { return problem }
            resources.log.error(
                "picture not stored", ["store": resources.store.name, "error": "\(error)"])
            return .unavailable("The picture could not be stored; try again shortly.")
        }
    }
}
