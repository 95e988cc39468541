/// A Lua script, run by its digest; the text travels only when the server does not know it.
package struct RedisScript: Sendable, Hashable {
    package let source: String
    package init(_ source: String) { self.source = source }
}
