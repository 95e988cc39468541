"""An S3-compatible store: moto's server, and a door before it that checks what comes in as the real ones do."""
import hashlib
import hmac
import http.client
import http.server
import json
import re
import threading

import boto3
from moto.server import ThreadedMotoServer

REGION = "ap-northeast-2"
NAME = "pictures"


class Store:
    """moto, with one user who may do all in one bucket; from then on it checks signatures itself."""

    def __init__(self):
        self.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self.server.start()
        self.host, self.port = self.server.get_host_and_port()
        self.url = f"http://{self.host}:{self.port}"
        root = {"endpoint_url": self.url, "region_name": REGION, "aws_access_key_id": "root", "aws_secret_access_key": "root"}
        iam = boto3.client("iam", **root)
        iam.create_user(UserName="api")
        policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
        iam.put_user_policy(UserName="api", PolicyName="s3", PolicyDocument=json.dumps(policy))
        key = iam.create_access_key(UserName="api")["AccessKey"]
        self.key, self.secret = key["AccessKeyId"], key["SecretAccessKey"]
        boto3.client("s3", **root).create_bucket(Bucket=NAME, CreateBucketConfiguration={"LocationConstraint": REGION})
        self.check_signatures()
        self.client = boto3.client("s3", **root | {"aws_access_key_id": self.key, "aws_secret_access_key": self.secret})

    def check_signatures(self):
        connection = http.client.HTTPConnection(self.host, self.port)
        connection.request("POST", "/moto-api/reset-auth", b"0")
        assert connection.getresponse().status == 200

    def keys(self):
        return {each["Key"] for each in self.client.list_objects_v2(Bucket=NAME).get("Contents", [])}

    def end(self):
        self.server.stop()


class Door(http.server.ThreadingHTTPServer):
    """Lets requests through to the store by virtual-host style; notes each, and what is wrong with its signature."""

    daemon_threads = True

    def __init__(self, store):
        super().__init__(("127.0.0.1", 0), Passing)
        self.store, self.requests, self.mistakes, self.refuse = store, [], [], {}
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]


class Passing(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def pass_on(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.requests.append((self.command, self.path, dict(self.headers), body))
        mistake = signature_mistake(self.command, self.path, self.headers, body, self.server.store.key, self.server.store.secret)
        if mistake:
            self.server.mistakes.append(mistake)
        if self.command in self.server.refuse:
            return self.answer(self.server.refuse[self.command], b"<Error><Code>SlowDown</Code></Error>")
        # The door itself reads the bucket from the host's name; moto behind it, whose own name is another, from the path.
        bucket = self.headers["Host"].split(".")[0]
        client, key = self.server.store.client, self.path.lstrip("/")
        if self.command == "PUT":
            client.put_object(Bucket=bucket, Key=key, Body=body, ContentType=self.headers["Content-Type"], CacheControl=self.headers["Cache-Control"])
            return self.answer(200, b"")
        client.delete_object(Bucket=bucket, Key=key)
        self.answer(204, b"")

    do_PUT = do_DELETE = pass_on

    def answer(self, status, body):
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def signature_mistake(method, path, headers, body, key, secret):
    """What is wrong with a request's AWS Signature Version 4, by the documentation; None if nothing is."""
    form = re.fullmatch(r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})",
                        headers.get("Authorization", ""))
    if not form:
        return f"form of {headers.get('Authorization')}"
    who, day, region, names, signature = form.groups()
    time = headers.get("X-Amz-Date", "")
    if who != key or region != REGION or not re.fullmatch(day + r"T\d{6}Z", time):
        return f"scope {who} {day} {region} {time}"
    digest = hashlib.sha256(body).hexdigest()
    if headers.get("X-Amz-Content-Sha256") != digest:
        return "the body's hash"
    listed = names.split(";")
    if listed != sorted(listed) or not {"host", "x-amz-date", "x-amz-content-sha256"} <= set(listed):
        return f"signed headers {names}"
    canonical = "\n".join([method, path, "", *(f"{name}:{' '.join(headers[name].split())}" for name in listed), "", names, digest])
    scope = f"{day}/{region}/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", time, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    signing = ("AWS4" + secret).encode()
    for part in (*scope.split("/"), text):
        signing = hmac.new(signing, part.encode(), hashlib.sha256).digest()
    return None if hmac.compare_digest(signing.hex(), signature) else "signature"
