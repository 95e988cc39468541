import CCrack

/// Passwords that are tried first.
package final class PasswordDictionary: Sendable {}
