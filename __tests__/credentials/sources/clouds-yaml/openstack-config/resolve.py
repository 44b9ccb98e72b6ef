"""Resolve cases with openstack.config: a JSON list of cases on stdin, a JSON list of results on stdout.

Each case has files (path: text), env, cloud and region. $HOME in paths and texts is the case's own home; other paths
are relative to its working directory. A case runs in a process of its own, in which openstack.config is loaded anew: it
reads the environment and the working directory as it is loaded.
"""

import importlib
import json
import os
import sys
import tempfile
import warnings

from openstack.config import loader


def resolve(case, root):
    warnings.simplefilter('ignore')
    home, work = os.path.join(root, 'home'), os.path.join(root, 'work')
    os.makedirs(home)
    os.makedirs(work)
    os.chdir(work)
    os.environ.clear()
    os.environ.update(HOME=home, PATH='/usr/bin')
    for name, text in case.get('env', {}).items():
        os.environ[name] = text.replace('$HOME', home)
    for path, text in case.get('files', {}).items():
        path = path.replace('$HOME', home)
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
    try:
        importlib.reload(loader)
        region = loader.OpenStackConfig().get_one(cloud=case.get('cloud'), region_name=case.get('region', ''))
        verify, cert = region.get_requests_verify_args()
        found = {
            'auth': {key: value for key, value in region.config['auth'].items() if value is not None},
            'auth_type': region.config['auth_type'],
            'interface': region.config['interface'],
            'region_name': region.config['region_name'],
            'verify': verify,
            'cert': cert,
        }
    except Exception as error:
        found = {'error': type(error).__name__}
    return json.dumps(found, default=str).replace(home, '$HOME')


def main():
    results = []
    for case in json.load(sys.stdin):
        reader, writer = os.pipe()
        with tempfile.TemporaryDirectory() as root:
            child = os.fork()
            if child == 0:
                os.close(reader)
                with os.fdopen(writer, 'w') as pipe:
                    pipe.write(resolve(case, root))
                os._exit(0)
            os.close(writer)
            with os.fdopen(reader) as pipe:
                results.append(json.loads(pipe.read()))
            os.waitpid(child, 0)
    json.dump(results, sys.stdout)


main()
