"""Answer requests as a service of OpenStack does: by keystonemiddleware, which asks Keystone about the token.

Arguments: the service's type in the catalogue, the token, and requests (`GET /v2.0/networks`). Prints a status for each.
"""

import os
import sys

import webob
from keystonemiddleware import auth_token

service_type, token, *requests = sys.argv[1:]

service = auth_token.AuthProtocol(
    webob.Response(text='done'),
    {
        'auth_type': 'password',
        'auth_url': os.environ['OS_AUTH_URL'],
        'cafile': os.environ['OS_CACERT'],
        'www_authenticate_uri': os.environ['OS_AUTH_URL'],
        'username': 'admin',
        'password': os.environ['OS_PASSWORD'],
        'user_domain_id': 'users',
        'project_name': 'admin',
        'project_domain_id': 'users',
        'service_type': service_type,
    },
)

for request in requests:
    method, path = request.split(' ')
    print(webob.Request.blank(path, method=method, headers={'X-Auth-Token': token}).get_response(service).status_int)
