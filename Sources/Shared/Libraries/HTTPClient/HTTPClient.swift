import CCurl

/// Requests to other servers.
package struct HTTPClient: Sendable {}
