import EventLoops
import HTTPClient
import Shared

/// Who sends text messages, where to, and how many.
struct TextConfiguration: Sendable {
    enum Provider: String, CaseIterable, Sendable { case outbox, sens, solapi }

    /// Texts under way at once, and waiting: at 5 s each at the worst, the last waits 20 s.
    private static let concurrent = 8
    private static let waiting = 32

    let limits: TextLimits
    let countries: PhoneCountries
    private let kind: Provider
    private let outbox: String
    private let sender: String
    private let sens: (url: String, service: String, accessKey: String, secretFile: String)
    private let solapi: (url: String, key: String, secretFile: String)

    init(_ settings: inout Settings) {
        kind = settings.choice("HANDSUP_TEXTS", default: .outbox, "who sends text messages")
        outbox = settings.string(
            "HANDSUP_OUTBOX_DIR", default: ".data/outbox",
            "folder in which `outbox` leaves messages instead of sending them")
        sender = settings.string(
            "HANDSUP_TEXT_SENDER", default: "", "the registered number that texts come from")
        sens = (
            settings.string("HANDSUP_SENS_URL", default: "https://sens.apigw.ntruss.com", "Naver Cloud SENS"),
            settings.string("HANDSUP_SENS_SERVICE", default: "", "its service id"),
            settings.string("HANDSUP_SENS_ACCESS_KEY", default: "", "its access key"),
            settings.string("HANDSUP_SENS_SECRET_FILE", default: "", "file with its secret key")
        )
        solapi = (
            settings.string("HANDSUP_SOLAPI_URL", default: "https://api.solapi.com", "Solapi"),
            settings.string("HANDSUP_SOLAPI_KEY", default: "", "its API key"),
            settings.string("HANDSUP_SOLAPI_SECRET_FILE", default: "", "file with its API secret")
        )
        let text = settings.string(
            "HANDSUP_PHONE_COUNTRIES", default: "+82",
            "calling codes that codes are sent to, separated by commas; numbers without one belong to the first"
        )
        let countries = PhoneCountries(text)
        if countries == nil { settings.refuse("HANDSUP_PHONE_COUNTRIES", "must look like +82,+81") }
        self.countries = countries ?? .korea
        limits = TextLimits(
            perAddress: settings.number(
                "HANDSUP_TEXTS_PER_ADDRESS", default: 10, in: 1...100_000, "codes an hour for one address"),
            perDay: settings.number(
                "HANDSUP_TEXTS_PER_DAY", default: 10_000, in: 1...1_000_000, "codes a day in all"))
        require(&settings)
    }

    private func require(_ settings: inout Settings) {
        let needed: [(String, String)] =
            switch kind {
            case .outbox: []
            case .sens:
                [
                    ("HANDSUP_TEXT_SENDER", sender), ("HANDSUP_SENS_SERVICE", sens.service),
                    ("HANDSUP_SENS_ACCESS_KEY", sens.accessKey),
                    ("HANDSUP_SENS_SECRET_FILE", sens.secretFile),
                ]
            case .solapi:
                [
                    ("HANDSUP_TEXT_SENDER", sender), ("HANDSUP_SOLAPI_KEY", solapi.key),
                    ("HANDSUP_SOLAPI_SECRET_FILE", solapi.secretFile),
                ]
            }
        for (name, value) in needed where value.isEmpty {
            settings.refuse(name, "is needed with HANDSUP_TEXTS=\(kind.rawValue)")
        }
    }

    /// Throws a sentence that names a secret file it cannot read.
    func provider() throws -> any TextProvider {
        let client = HTTPClient(work: BlockingWork(concurrent: Self.concurrent, waiting: Self.waiting))
        switch kind {
        case .outbox:
            return OutboxTexts(folder: outbox)
        case .sens:
            return SensTexts(
                url: sens.url, service: sens.service, accessKey: sens.accessKey,
                secret: try Self.secret(sens.secretFile, "HANDSUP_SENS_SECRET_FILE"), sender: sender,
                client: client)
        case .solapi:
            return SolapiTexts(
                url: solapi.url, key: solapi.key,
                secret: try Self.secret(solapi.secretFile, "HANDSUP_SOLAPI_SECRET_FILE"), sender: sender,
                client: client)
        }
    }

    private static func secret(_ path: String, _ name: String) throws -> String {
        guard let text = readFile(path) else {
            throw Settings.Invalid(description: "\(name): cannot read \(path)")
        }
        return String(text.prefix { !$0.isNewline })
    }
}
