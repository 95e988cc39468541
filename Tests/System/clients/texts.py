"""Stand-ins for providers of text messages, which judge each request as the provider's documentation does."""
import base64
import datetime
import hashlib
import hmac
import http.server
import json
import re
import threading
import time

SECRET = "s3cret-Of-A-Test/+=="
SENDER = "02-1234-5678"


class Refused(Exception):
    def __init__(self, status, reason):
        super().__init__(reason)
        self.status = status


class Provider:
    """Listens on 127.0.0.1. What it took is in `messages`; `answers` says how to answer the next requests instead:
    a status, a pair of status and body, or `HANG`."""

    HANG = "hang"

    def __init__(self):
        self.messages, self.refusals, self.answers, self.requests = [], [], [], 0
        self.waiting = threading.Event()
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                provider.requests += 1
                answer = provider.answers.pop(0) if provider.answers else None
                if answer == Provider.HANG:
                    provider.waiting.wait(60)
                    self.close_connection = True
                    return
                if answer is None:
                    answer = provider.judge(self, body)
                status, said = answer if isinstance(answer, tuple) else (answer, b'{"errorCode":"TestError","errorMessage":"as the test wished"}')
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(said)))
                if 300 <= status < 400:
                    self.send_header("Location", f"http://127.0.0.1:{provider.port}/elsewhere")
                self.end_headers()
                self.wfile.write(said)

            do_GET = do_PUT = do_POST

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def settings(self, secret_file):
        """The environment of an API process that sends through it."""
        return self.settings_for(self.port, secret_file)

    def judge(self, request, body):
        try:
            return self.take(request, json.loads(body))
        except Refused as refusal:
            self.refusals.append(str(refusal))
            return refusal.status
        except (ValueError, KeyError, TypeError, AttributeError) as flaw:
            self.refusals.append(repr(flaw))
            return 400

    @staticmethod
    def require(condition, reason, status=400):
        if not condition:
            raise Refused(status, reason)

    def take_message(self, to, sender, text):
        self.require(re.fullmatch(r"01\d{8,9}", to), f"to: {to}")
        self.require(sender == SENDER.replace("-", ""), f"from: {sender}")
        self.require(0 < len(text.encode("euc-kr")) <= 90, f"text: {text}")
        self.messages.append((to, text))

    def end(self):
        self.waiting.set()
        self.server.shutdown()
        self.server.server_close()


class Sens(Provider):
    """api.ncloud-docs.com: "Send SMS" of SENS v2, and "Ncloud API", which defines the signature."""

    NAME, KEY, SERVICE = "sens", "AccessKeyOfATest", "ncp:sms:kr:123456789012:handsup"

    @classmethod
    def settings_for(cls, port, secret_file):
        return {"HANDSUP_TEXTS": "sens", "HANDSUP_TEXT_SENDER": SENDER, "HANDSUP_SENS_URL": f"http://127.0.0.1:{port}",
                "HANDSUP_SENS_SERVICE": cls.SERVICE, "HANDSUP_SENS_ACCESS_KEY": cls.KEY, "HANDSUP_SENS_SECRET_FILE": secret_file}

    def take(self, request, body):
        fields = request.headers
        self.require(request.command == "POST" and request.path == f"/sms/v2/services/{self.SERVICE}/messages", request.path, 404)
        self.require(fields["x-ncp-iam-access-key"] == self.KEY, "access key", 401)
        sent = fields["x-ncp-apigw-timestamp"]
        self.require(sent.isdigit() and abs(time.time() * 1000 - int(sent)) < 300_000, "timestamp", 401)
        signed = f"{request.command} {request.path}\n{sent}\n{self.KEY}"
        code = base64.b64encode(hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).digest()).decode()
        self.require(fields["x-ncp-apigw-signature-v2"] == code, "signature", 401)
        self.require(fields["Content-Type"].replace(" ", "") == "application/json;charset=utf-8", "Content-Type")
        self.require(body["type"] == "SMS" and body.get("contentType", "COMM") == "COMM", "type")
        self.require(body.get("countryCode", "82") == "82" and len(body["messages"]) == 1, "messages")
        [message] = body["messages"]
        self.take_message(message["to"], body["from"], message.get("content", body["content"]))
        return 202, json.dumps({"requestId": "VRSSA-1", "requestTime": "2026-11-22T12:00:00.000", "statusCode": "202", "statusName": "success"}).encode()


class Solapi(Provider):
    """developers.solapi.dev: "API Key" authentication (HMAC-SHA256), and `POST /messages/v4/send`."""

    NAME, KEY = "solapi", "NCSAYU7YDBXYORXC"

    def __init__(self):
        self.seen = set()
        super().__init__()

    @classmethod
    def settings_for(cls, port, secret_file):
        return {"HANDSUP_TEXTS": "solapi", "HANDSUP_TEXT_SENDER": SENDER, "HANDSUP_SOLAPI_URL": f"http://127.0.0.1:{port}/",
                "HANDSUP_SOLAPI_KEY": cls.KEY, "HANDSUP_SOLAPI_SECRET_FILE": secret_file}

    def take(self, request, body):
        self.require(request.command == "POST" and request.path == "/messages/v4/send", request.path, 404)
        scheme, _, rest = request.headers["Authorization"].partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        self.require(scheme == "HMAC-SHA256" and parts.keys() == {"apiKey", "date", "salt", "signature"}, "scheme", 401)
        self.require(parts["apiKey"] == self.KEY, "key", 401)
        date = datetime.datetime.fromisoformat(parts["date"])
        self.require(abs((datetime.datetime.now(datetime.timezone.utc) - date).total_seconds()) < 900, "date", 401)
        self.require(12 <= len(parts["salt"]) <= 64, "salt", 401)
        code = hmac.new(SECRET.encode(), (parts["date"] + parts["salt"]).encode(), hashlib.sha256).hexdigest()
        self.require(parts["signature"] == code, "signature", 401)
        self.require(code not in self.seen, "the same signature twice", 403)
        self.seen.add(code)
        self.require(request.headers["Content-Type"].startswith("application/json"), "Content-Type")
        message = body["message"]
        self.require(message.get("type", "SMS") == "SMS" and message.get("country", "82") == "82", "type")
        self.take_message(message["to"], message["from"], message["text"])
        return 200, json.dumps({"groupId": "G4V1", "messageId": "M4V1", "to": message["to"], "from": message["from"], "type": "SMS",
                                "country": "82", "statusCode": "2000", "statusMessage": "정상 접수(이통사로 접수 예정)"}).encode()
