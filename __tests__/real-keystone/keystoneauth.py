"""Prints, as JSON, the requests that keystoneauth itself sends for each of the cases on standard input."""

import http.server
import json
import sys
import threading
import warnings

from keystoneauth1 import loading, session

warnings.simplefilter('ignore')
requests = []


class Cloud(http.server.BaseHTTPRequestHandler):
    """A Keystone and an identity provider that take every login."""

    protocol_version = 'HTTP/1.1'

    def log_message(self, *_):
        pass

    def answer(self, status, body, headers=()):
        text = json.dumps(body).encode()
        self.send_response(status)
        for name, value in (*headers, ('Content-Type', 'application/json'), ('Content-Length', len(text))):
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(text)

    def do_GET(self):
        self.remember('')
        if self.path == '/discovery':
            self.answer(200, {'token_endpoint': f'{origin}/idp/token'})
        else:
            links = [{'rel': 'self', 'href': f'{origin}/v3/'}]
            self.answer(200, {'version': {'id': 'v3.14', 'status': 'stable', 'links': links}})

    def do_POST(self):
        self.remember(self.rfile.read(int(self.headers.get('Content-Length') or 0)).decode())
        if self.path == '/idp/token':
            self.answer(200, {'access_token': 'eyJ.access', 'id_token': 'eyJ.id'})
            return
        federated = 'OS-FEDERATION' in self.path
        token = {
            'methods': ['password'],
            'issued_at': '2026-11-22T10:00:00.000000Z',
            'expires_at': '2036-11-22T11:00:00.000000Z',
            'user': {'id': 'u1', 'name': 'alice', 'domain': {'id': 'd1', 'name': 'users'}},
        }
        self.answer(201, {'token': token}, [('X-Subject-Token', 'gAAAAunscoped' if federated else 'gAAAAscoped')])

    def remember(self, body):
        requests.append({
            'method': self.command,
            'path': self.path,
            'authorization': self.headers.get('Authorization', ''),
            'body': json.loads(body) if body.startswith('{') else body,
        })


server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Cloud)
threading.Thread(target=server.serve_forever, daemon=True).start()
origin = f'http://127.0.0.1:{server.server_port}'

answers = []
for case in json.load(sys.stdin):
    options = {name.replace('-', '_'): value for name, value in case['options'].items()}
    for name, value in options.items():
        if isinstance(value, str):
            options[name] = value.replace('ORIGIN', origin)
    # Not an option of any plugin: keystoneauth takes it from programs only, and its plugins of no version never.
    unscoped = options.pop('unscoped', None)
    # The plugin's option is called openid-scope and its argument scope.
    if 'openid_scope' in options:
        options['scope'] = options.pop('openid_scope')
    plugin = loading.get_plugin_loader(case['type']).load_from_options(auth_url=f'{origin}/v3', **options)
    if unscoped:
        plugin.unscoped = True
    requests.clear()
    plugin.get_token(session.Session())
    answers.append(list(requests))
json.dump(answers, sys.stdout)
