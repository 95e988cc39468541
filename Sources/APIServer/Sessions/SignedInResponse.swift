import HTTPServer
import Postgres
import Shared

/// The cookie in which a browser keeps its refresh token: out of reach of scripts, sent to the
/// addresses of sessions alone, never with a request that another site caused.
enum RefreshCookie {
    private static let name = "handsup_refresh"
    private static let attributes = "Path=/api/v1/sessions; HttpOnly; Secure; SameSite=Strict"

    static func set(_ token: RefreshToken, milliseconds: Int64) -> String {
        "\(name)=\(token.text); Max-Age=\(max(0, milliseconds / 1000)); \(attributes)"
    }

    static let clear = "\(name)=; Max-Age=0; \(attributes)"

    static func read(_ request: Request) -> String? {
        for field in request.headers.fields where field.name.isEqualIgnoringCase("Cookie") {
            for pair in field.value.split(separator: ";") {
                let pair = pair.drop { $0 == " " }
                if pair.hasPrefix("\(name)=") { return String(pair.dropFirst(name.count + 1)) }
            }
        }
        return nil
    }
}

extension Response {
    /// 201 with the tokens of a session. A page in a browser, which cannot hide that it is one
    /// (`Sec-Fetch-Site`, W3C Fetch Metadata), gets the refresh token in the cookie alone.
    static func signedIn(_ signedIn: SignedIn, keys: TokenKeys, to request: RoutedRequest) -> Response {
        let now = Timestamp.now()
        let access = AccessToken(
            user: signedIn.member.profile.id, session: signedIn.session,
            expiresAt: now.adding(milliseconds: AccessToken.lifetimeSeconds * 1000))
        var json = JSONWriter(capacity: 1024)
        json.object {
            $0.field("user") { signedIn.member.write(to: &$0, withPhone: true) }
            $0.field("accessToken", access.signed(with: keys, at: now))
            $0.field("expiresIn", AccessToken.lifetimeSeconds)
            if request.request.headers["Sec-Fetch-Site"] == nil {
                $0.field("refreshToken", signedIn.refreshToken.text)
            }
        }
        var response = Response.json(json.bytes, status: 201).notStored
        response.headers.append(
            "Set-Cookie",
            RefreshCookie.set(signedIn.refreshToken, milliseconds: signedIn.refreshMilliseconds))
        return response
    }

    static let noContent = Response(status: 204)

    /// Kept by no cache: it holds a secret, or what is true now only.
    var notStored: Response {
        var response = self
        response.headers.append("Cache-Control", "no-store")
        return response
    }

    /// 204 that also takes the refresh token from the browser.
    static var signedOut: Response {
        var response = noContent
        response.headers.append("Set-Cookie", RefreshCookie.clear)
        return response
    }
}
