import Postgres

/// What a device gets when its person has signed in.
package struct SignedIn: Sendable {
    package let member: MemberProfile
    package let session: SessionID
    package let refreshToken: RefreshToken
    /// Milliseconds until the refresh token ends if it is not used.
    package let refreshMilliseconds: Int64
}

extension AccessToken {
    /// Short, since its signature is believed without asking the database.
    package static let lifetimeSeconds: Int64 = 600
}
