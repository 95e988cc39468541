import EventLoops
import HTTPClient
import HTTPServer
import Testing

@testable import Shared

struct S3PicturesTests {
    private func store(_ endpoint: String, style: S3Pictures.Style = .path, publicURL: String = "")
        -> S3Pictures
    {
        S3Pictures(
            endpoint: endpoint, bucket: "b", style: style, publicURL: publicURL,
            signer: AWSSigner(accessKey: "key", secret: "sec:ret", region: "ap-northeast-2"),
            client: .sample())
    }

    @Test func `the bucket stands in the path, or before the host`() {
        #expect(store("https://s3.example:9000/").url(of: "k") == "https://s3.example:9000/b/k")
        #expect(store("https://s3.example:9000", style: .host).url(of: "k") == "https://b.s3.example:9000/k")
        #expect(
            store("http://a", publicURL: "https://cdn.example/p/").url(of: "k") == "https://cdn.example/p/k")
    }

    @Test func `a picture is sent signed, with its type and for good`() async throws {
        let inbox = Inbox()
        let application: Application = { request in
            let body = try await request.body.collect(upTo: 1 << 20)
            let names = ["Content-Type", "Cache-Control", "x-amz-content-sha256", "Authorization", "Expect"]
            inbox.append(
                Array("\(request.method) \(request.path) \(body.count)\n".utf8)
                    + names.flatMap { Array("\($0): \(request.headers[$0] ?? "none")\n".utf8) })
            return Response()
        }
        try await withProvider(application) { url, loop in
            try await store(url).put([1, 2, 3], as: "aa/k.webp", on: loop)
        }
        let lines = try #require(inbox.bodies.first).split(separator: "\n")
        #expect(
            lines[0...3] == [
                "PUT /b/aa/k.webp 3", "Content-Type: image/webp",
                "Cache-Control: public,max-age=31536000,immutable",
                "x-amz-content-sha256: 039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81",
            ])
        #expect(
            lines[4].contains(
                "SignedHeaders=cache-control;content-type;host;x-amz-content-sha256;x-amz-date, Signature="))
        #expect(lines[4].contains("Credential=key/") && lines[4].contains("/ap-northeast-2/s3/aws4_request"))
        #expect(lines[5] == "Expect: none")
    }

    @Test(arguments: [301, 400, 403, 404, 500, 503])
    func `a store that says no is told with its code`(_ status: Int) async throws {
        let application: Application = { _ in
            Response(status: status, body: Array("<Error><Code>AccessDenied</Code></Error>".utf8))
        }
        try await withProvider(application) { url, loop in
            let error = await #expect(throws: PictureStoreError.self) {
                try await store(url).put([1], as: "k", on: loop)
            }
            #expect(error?.description == "PUT was answered \(status), AccessDenied")
        }
    }

    @Test(arguments: [200, 204, 404]) func `what is gone is gone`(_ status: Int) async throws {
        let inbox = Inbox()
        let application: Application = { request in
            inbox.append(Array("\(request.method) \(request.path)".utf8))
            return Response(status: status)
        }
        try await withProvider(application) { url, loop in
            try await store(url).remove(["a", "c"], on: loop)
        }
        #expect(inbox.bodies == ["DELETE /b/a", "DELETE /b/c"])
    }
}
