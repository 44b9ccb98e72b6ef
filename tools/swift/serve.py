"""Serve all of a Swift in one process: its stores on plain ports, and its proxy over TLS.

Arguments: the directory with its configuration, and its ports as JSON. The rings are made first: one device, one replica.
"""

import json
import logging
import os
import sys

import eventlet
from swift.common import utils, wsgi
from swift.common.ring import RingBuilder



def log_here(conf, name, log_to_console, log_route, fmt, logger, adapted_logger):
    """Let one of Swift's loggers print, instead of looking for a syslog."""
    logger.addHandler(logging.StreamHandler())


directory, ports = sys.argv[1], json.loads(sys.argv[2])
utils.eventlet_monkey_patch()

for store in 'account', 'container', 'object':
    os.makedirs(f'{directory}/device', exist_ok=True)
    builder = RingBuilder(part_power=4, replicas=1, min_part_hours=0)
    device = {'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': ports[store], 'device': 'device', 'weight': 1}
    builder.add_dev(device)
    builder.rebalance()
    builder.get_ring().save(f'{directory}/{store}.ring.gz')

utils.set_swift_dir(directory)
servers = []
for name, port in ports.items():
    application = wsgi.loadapp(f'{directory}/{name}.conf')
    listener = eventlet.listen(('127.0.0.1', port))
    if name == 'proxy':
        files = {'certfile': f'{directory}/server.pem', 'keyfile': f'{directory}/server.key'}
        listener = eventlet.wrap_ssl(listener, server_side=True, **files)
    # The case of headers is kept, because AWS's tools read `ETag` and not `Etag`.
    servers.append(eventlet.spawn(
        eventlet.wsgi.server, listener, application, log=wsgi.NullLogger(), protocol=wsgi.SwiftHttpProtocol,
        capitalize_response_headers=False))
for server in servers:
    server.wait()
