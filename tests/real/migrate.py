"""Answers as Amazon Bedrock and Service Quotas do, for an account that has access except in us-west-1. Writes its port to the
file that is named."""

import http.server
import json
import pathlib
import sys


class Services(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith("/foundation-model-availability/"):
            has_access = "/us-west-1/" not in self.headers["Authorization"]
            self.answer({
                "modelId": "x",
                "agreementAvailability": {"status": "AVAILABLE"},
                "authorizationStatus": "AUTHORIZED" if has_access else "NOT_AUTHORIZED",
                "entitlementAvailability": "AVAILABLE",
                "regionAvailability": "AVAILABLE",
            })
        elif self.path.startswith("/foundation-models/"):
            details = {"modelLifecycle": {"status": "ACTIVE"}, "inferenceTypesSupported": ["ON_DEMAND"]}
            self.answer({"modelDetails": details})
        elif self.path.startswith("/inference-profiles/"):
            self.answer({"status": "ACTIVE", "models": []})
        else:
            self.send_error(404)

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
        target = self.headers.get("X-Amz-Target", "")
        quota = {"QuotaCode": asked.get("QuotaCode", "L-1"), "QuotaName": "Requests for Claude Haiku 5.5", "Value": 10.0}
        if target.endswith(".GetServiceQuota"):
            self.answer({"Quota": quota})
        elif target.endswith(".ListServiceQuotas"):
            self.answer({"Quotas": [quota]})
        elif self.path.endswith("/converse"):
            message = {"role": "assistant", "content": [{"text": "pong"}]}
            self.answer({"stopReason": "end_turn", "output": {"message": message}})
        else:
            self.send_error(404)

    def answer(self, body):
        text = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Services)
pathlib.Path(sys.argv[1]).write_text(str(server.server_port))
server.serve_forever()
