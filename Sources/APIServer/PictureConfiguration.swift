import EventLoops
import HTTPClient
import Images
import Shared

/// Where pictures are kept, and how many a person may upload.
struct PictureConfiguration: Sendable {
    enum Kind: String, CaseIterable, Sendable { case folder, s3 }

    /// Requests to the store at once, and waiting.
    private static let concurrent = 8
    private static let waiting = 200
    /// Milliseconds for one of them: a picture has some 500 KB at most.
    private static let patience = 10_000

    let folder: String
    private let kind: Kind
    private let perDay: Int
    private let temporaryFolder: String
    private let endpoint: String
    private let bucket: String
    private let region: String
    private let style: S3Pictures.Style
    private let accessKey: String
    private let secretFile: String
    private let publicURL: String

    init(_ settings: inout Settings) {
        kind = settings.choice("HANDSUP_IMAGES", default: .folder, "where pictures are kept")
        folder = settings.string(
            "HANDSUP_MEDIA_DIR", default: ".data/media", "folder of the pictures that nginx serves at /media/"
        )
        temporaryFolder = settings.string(
            "HANDSUP_UPLOAD_DIR", default: "/tmp", "folder of uploads while they arrive; they have no names")
        perDay = settings.number(
            "HANDSUP_IMAGES_PER_DAY", default: 100, in: 1...10_000, "pictures a person may upload in 24 hours"
        )
        endpoint = settings.string(
            "HANDSUP_S3_ENDPOINT", default: "", "address of an S3-compatible store, http(s)://host[:port]")
        bucket = settings.string("HANDSUP_S3_BUCKET", default: "", "its bucket")
        region = settings.string(
            "HANDSUP_S3_REGION", default: "us-east-1", "the region that requests are signed for")
        style = settings.choice(
            "HANDSUP_S3_STYLE", default: .path, "the bucket stands in the path or in the name of the host")
        accessKey = settings.string("HANDSUP_S3_ACCESS_KEY", default: "", "the id of the access key")
        secretFile = settings.string("HANDSUP_S3_SECRET_FILE", default: "", "file with its secret")
        publicURL = settings.string(
            "HANDSUP_S3_PUBLIC_URL", default: "",
            "what browsers get pictures from, if that is not the bucket's own address")
        require(&settings)
    }

    private func require(_ settings: inout Settings) {
        guard kind == .s3 else { return }
        for (name, value) in [
            ("HANDSUP_S3_ENDPOINT", endpoint), ("HANDSUP_S3_BUCKET", bucket),
            ("HANDSUP_S3_ACCESS_KEY", accessKey), ("HANDSUP_S3_SECRET_FILE", secretFile),
        ] where value.isEmpty {
            settings.refuse(name, "is needed with HANDSUP_IMAGES=s3")
        }
        for (name, value) in [("HANDSUP_S3_ENDPOINT", endpoint), ("HANDSUP_S3_PUBLIC_URL", publicURL)]
        where !value.isEmpty && !value.hasPrefix("http://") && !value.hasPrefix("https://") {
            settings.refuse(name, "must begin with http:// or https://, not “\(value)”")
        }
    }

    /// Throws a sentence that names a secret file it cannot read.
    func store() throws(Settings.Invalid) -> any PictureStore {
        guard kind == .s3 else { return FolderPictures(folder: folder) }
        guard let secret = readFile(secretFile)?.trimmingLines, !secret.isEmpty else {
            throw Settings.Invalid(description: "HANDSUP_S3_SECRET_FILE: cannot read \(secretFile)")
        }
        var limits = HTTPClient.Limits()
        limits.whole = Self.patience
        return S3Pictures(
            endpoint: endpoint, bucket: bucket, style: style, publicURL: publicURL,
            signer: AWSSigner(accessKey: accessKey, secret: secret, region: region),
            client: HTTPClient(
                work: BlockingWork(concurrent: Self.concurrent, waiting: Self.waiting), limits: limits))
    }

    /// Also starts libvips. Throws what `store` throws, or that it cannot be started.
    func resources(log: Log, metrics: Metrics) throws(Settings.Invalid) -> PictureResources {
        guard ImageConverter.prepare() else {
            throw Settings.Invalid(description: "libvips cannot be started")
        }
        return PictureResources(
            store: try store(), limits: PictureLimits(perDay: perDay), temporaryFolder: temporaryFolder,
            cores: coreCount, log: log, metrics: metrics)
    }
}

extension String {
    fileprivate var trimmingLines: String { String(prefix { !$0.isNewline }) }
}
