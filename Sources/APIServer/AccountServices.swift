import EventLoops
import PasswordDictionary
import Shared

/// What all loops of the process share to keep accounts.
struct AccountResources: Sendable {
    let keys: TokenKeys
    let ended = EndedSessions()
    let hashing: BlockingWork
    let dictionary: PasswordDictionary
    let texts: TextSending
    let limits: TextLimits
    let countries: PhoneCountries
}

extension AccountResources {
    /// Hashes and comparisons waiting for a core: half a second of them (30 ms each); more get 503.
    private static let waitingPerCore = 16

    init(_ configuration: Configuration, keys: TokenKeys, metrics: Metrics) throws {
        self.init(
            keys: keys,
            hashing: BlockingWork(concurrent: coreCount, waiting: Self.waitingPerCore * coreCount),
            dictionary: try PasswordDictionary(path: configuration.passwordDictionary),
            texts: TextSending(
                provider: try configuration.texts.provider(), metrics: metrics, log: configuration.service.log
            ),
            limits: configuration.texts.limits, countries: configuration.texts.countries)
    }
}

/// The account services of one loop.
struct AccountServices: Sendable {
    let keys: TokenKeys
    let countries: PhoneCountries
    let verifications: PhoneVerifications
    let signUp: SignUp
    let signIn: SignIn
    let sessions: Sessions
    let membership: Membership
    let deletion: DeleteAccount

    init(_ services: LoopServices, _ resources: AccountResources) {
        let (loop, pool) = (services.loop, services.pool)
        let passwords = Passwords(on: loop, work: resources.hashing, dictionary: resources.dictionary)
        let ends = SessionEnds(redis: services.redis)
        keys = resources.keys
        countries = resources.countries
        verifications = PhoneVerifications(
            on: loop, pool: pool, rates: RateLimits(redis: services.redis), limits: resources.limits,
            texts: resources.texts, keys: keys)
        signUp = SignUp(pool: pool, passwords: passwords)
        signIn = SignIn(
            pool: pool, passwords: passwords, attempts: AttemptGuard(redis: services.redis),
            countries: countries, keys: keys)
        sessions = Sessions(pool: pool, ends: ends)
        membership = Membership(pool: pool, passwords: passwords, signIn: signIn, ends: ends)
        deletion = DeleteAccount(pool: pool, signIn: signIn, ends: ends, publisher: services.publisher)
    }
}
