import Images

extension Problem {
    init(_ error: ImageError) {
        switch error {
        case .otherFormat: self = .wrongPictureType
        case .truncated: self = .picture("truncated", "ends too early")
        case .animated: self = .picture("animated", "must not be animated")
        case .tooManyPixels: self = .picture("tooManyPixels", "has more than 40 megapixels")
        case .unreadable: self = .picture("unreadable", "cannot be read")
        case .tooSlow: self = .picture("unreadable", "takes too long to read")
        }
    }

    package static let wrongPictureType = Problem(
        .wrongMediaType, "unsupportedMediaType",
        "Send a JPEG, PNG or WebP with the Content-Type of its own: image/jpeg, image/png or image/webp.")

    private static func picture(_ code: String, _ detail: String) -> Problem {
        .invalid([.init("image", code: code, detail)])
    }
}
