import Shared
import Testing

/// The servers that tests may use: a PostgreSQL in which they may create databases, and a Redis.
enum TestServers {
    /// libpq's connection string of a superuser.
    static let postgres = environmentVariables()["HANDSUP_TEST_POSTGRES"]
    static let redis = environmentVariables()["HANDSUP_TEST_REDIS"]
    static var areGiven: Bool { postgres != nil && redis != nil }
}

extension Trait where Self == ConditionTrait {
    /// Skips the tests where no servers are given.
    static var servers: Self {
        .enabled(
            if: TestServers.areGiven, "HANDSUP_TEST_POSTGRES and HANDSUP_TEST_REDIS name no servers")
    }
}
