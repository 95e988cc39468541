import Shared

/// What this process reads from its environment.
struct Configuration: Sendable {
    let service: ServiceConfiguration
    let pictures: PictureConfiguration
    let passwordDictionary: String
    let texts: TextConfiguration

    private init(_ settings: inout Settings, port: Int) throws(Settings.Invalid) {
        service = try ServiceConfiguration(
            &settings, name: "api", port: port, isTerminal: isTerminal, cores: coreCount)
        passwordDictionary = settings.string(
            "HANDSUP_PASSWORD_DICTIONARY", default: "/var/cache/cracklib/cracklib_dict",
            "libcrack's dictionary of passwords that are tried first, without its endings")
        texts = TextConfiguration(&settings)
        pictures = PictureConfiguration(&settings)
    }

    static func read(
        port: Int, environment: [String: String] = environmentVariables()
    ) throws(Settings.Invalid) -> Configuration {
        var settings = Settings(environment)
        let configuration = try Configuration(&settings, port: port)
        try settings.finish()
        return configuration
    }

    static var help: String {
        var settings = Settings([:])
        _ = try? Configuration(&settings, port: 8081)
        return """
            APIServer [serve]        answers HTTP
            APIServer schedule       starts and settles auctions; port 8083 for health and metrics
            APIServer migrate        brings the database's schema up to date
            APIServer demo           makes sample people and auctions, once
            APIServer demo --auctions N     and adds N generated ones, for load tests
            APIServer token NAME…    prints an access token for each username
            APIServer users show|restore NAME
            APIServer users suspend NAME [--days N] [--reason TEXT]

            Environment:
            \(settings.help)
            """
    }
}
