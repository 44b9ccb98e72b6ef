"""Serve all of a Swift in one process: its stores on plain ports, and its proxy over TLS.

Argument: the directory with its configuration. The rings are made here: one device, one replica. When all is served, the
proxy's port is in the file `port` of that directory.
"""

import logging
import os
import sys

import eventlet
from swift.common import utils, wsgi
from swift.common.ring import RingBuilder


def log_here(conf, name, log_to_console, log_route, fmt, logger, adapted_logger):
    """Let one of Swift's loggers print, instead of looking for a syslog."""
    logger.addHandler(logging.StreamHandler())


directory = sys.argv[1]
stores = 'account', 'container', 'object'
utils.eventlet_monkey_patch()

listeners = {name: eventlet.listen(('127.0.0.1', 0)) for name in (*stores, 'proxy')}
_, proxy_port = listeners['proxy'].getsockname()

for store in stores:
    os.makedirs(f'{directory}/device', exist_ok=True)
    builder = RingBuilder(part_power=4, replicas=1, min_part_hours=0)
    ip, port = listeners[store].getsockname()
    device = {'region': 1, 'zone': 1, 'ip': ip, 'port': port, 'device': 'device', 'weight': 1}
    builder.add_dev(device)
    builder.rebalance()
    builder.get_ring().save(f'{directory}/{store}.ring.gz')

utils.set_swift_dir(directory)
servers = []
for name, listener in listeners.items():
    application = wsgi.loadapp(f'{directory}/{name}.conf')
    if name == 'proxy':
        files = {'certfile': f'{directory}/server.pem', 'keyfile': f'{directory}/server.key'}
        listener = eventlet.wrap_ssl(listener, server_side=True, **files)
    # The case of headers is kept, because AWS's tools read `ETag` and not `Etag`.
    servers.append(eventlet.spawn(
        eventlet.wsgi.server, listener, application, log=wsgi.NullLogger(), protocol=wsgi.SwiftHttpProtocol,
        capitalize_response_headers=False))
with open(f'{directory}/port.new', 'w') as file:
    file.write(str(proxy_port))
os.rename(f'{directory}/port.new', f'{directory}/port')
for server in servers:
    server.wait()
