from http.server import BaseHTTPRequestHandler, HTTPServer

from textkit import shout


class Hello(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(shout("hello\n").encode())


HTTPServer(("", 8000), Hello).serve_forever()
