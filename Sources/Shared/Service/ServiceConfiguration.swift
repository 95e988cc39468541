import EventLoops
import Postgres
import Redis

/// What every process of the service needs to know.
package struct ServiceConfiguration: Sendable {
    package let host: String
    package let port: Int
    package let loops: Int
    package let postgres: PostgresConfiguration
    package let redis: RedisConfiguration
    package let tokenKeysFile: String
    package let log: Log

    package init(_ settings: inout Settings, name: String, port: Int, isTerminal: Bool, cores: Int)
        throws(Settings.Invalid)
    {
        host = settings.string("HANDSUP_HOST", default: "127.0.0.1", "numeric address to listen on")
        self.port = settings.number("HANDSUP_PORT", default: port, in: 0...65535, "port to listen on")
        loops = settings.number("HANDSUP_LOOPS", default: cores, in: 1...256, "event loops, one thread each")
        var postgres = PostgresConfiguration(
            conninfo: settings.string(
                "HANDSUP_POSTGRES", default: "host=127.0.0.1 port=5432 dbname=handsup user=handsup",
                "PostgreSQL, as libpq's connection string"),
            applicationName: name)
        postgres.connections = settings.number(
            "HANDSUP_POSTGRES_CONNECTIONS", default: 16, in: 1...64, "PostgreSQL connections a loop")
        self.postgres = postgres
        let url = settings.string(
            "HANDSUP_REDIS", default: "redis://127.0.0.1:6379",
            "Redis, as redis://[:password@]host[:port][/database]")
        do {
            redis = try RedisConfiguration(url: url)
        } catch {
            throw Settings.Invalid(
                description: "HANDSUP_REDIS must look like redis://[:password@]host[:port][/database]")
        }
        tokenKeysFile = settings.string(
            "HANDSUP_TOKEN_KEYS_FILE", default: ".data/secrets/token-keys",
            "file with the keys of access tokens, one `<id> <64 or more hexadecimal digits>` a line; the first signs"
        )
        let level = settings.choice(
            "HANDSUP_LOG_LEVEL", default: Log.Level.info, "least level that is logged")
        let format = settings.choice(
            "HANDSUP_LOG_FORMAT", default: Log.Format.auto, "auto is human on a terminal")
        log = Log(level: level, isHuman: format == .human || (format == .auto && isTerminal), process: name)
    }

    /// Reads the key file. Throws a sentence that names it.
    package func tokenKeys() throws(Settings.Invalid) -> TokenKeys {
        guard let text = readFile(tokenKeysFile) else {
            throw Settings.Invalid(description: "HANDSUP_TOKEN_KEYS_FILE: cannot read \(tokenKeysFile)")
        }
        do {
            return try TokenKeys(text)
        } catch {
            throw Settings.Invalid(description: "HANDSUP_TOKEN_KEYS_FILE: \(tokenKeysFile): \(error)")
        }
    }
}
