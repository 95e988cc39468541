import HTTPServer
import Images
import Shared

/// `POST /images`: the body is the file itself.
struct UploadImage: Sendable {
    private let upload: UploadPicture

    init(_ services: LoopServices, _ pictures: PictureResources) {
        upload = UploadPicture(
            on: services.loop, pool: services.pool, rates: RateLimits(redis: services.redis),
            resources: pictures)
    }

    func run(_ request: RoutedRequest) async throws -> Response {
        let person = try request.signedIn()
        let mediaType = request.request.headers["Content-Type"]?.prefix { $0 != ";" && $0 != " " }
        guard let format = mediaType.flatMap(ImageFormat.init(mediaType:)) else {
            throw Problem.wrongPictureType
        }
        let length = request.request.headers["Content-Length"].flatMap(Int.init)
        let picture = try await upload.run(request.request.body, length: length, as: format, by: person)
        return .json(picture.json, status: 201).notStored
    }
}
