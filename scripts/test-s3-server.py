"""All of OpenStack Swift in one process, for one test run: builds its rings, serves its four parts, ends with its input.

Swift's own programs are thirteen starts of Python for the same; on a busy machine that is a minute.
Usage: test-s3-server.py FOLDER account=PORT container=PORT object=PORT proxy=PORT
"""
import sys

import eventlet

eventlet.patcher.monkey_patch()

from os.path import join  # noqa: E402

from eventlet import wsgi  # noqa: E402
from eventlet.green import os  # noqa: E402
from swift.common.ring import RingBuilder  # noqa: E402
from swift.common.http_protocol import SwiftHttpProtocol  # noqa: E402
from swift.common.utils import NullLogger, get_hub  # noqa: E402
from swift.common.wsgi import loadapp  # noqa: E402

# 16 partitions on one disk with one copy: nothing here outlives the run.
PART_POWER, REPLICAS, MIN_PART_HOURS = 4, 1, 0


def build_ring(folder, name, port):
    builder = RingBuilder(PART_POWER, REPLICAS, MIN_PART_HOURS)
    builder.add_dev({'id': 0, 'region': 1, 'zone': 1, 'weight': 1, 'ip': '127.0.0.1', 'port': port,
                     'device': 'd1', 'meta': ''})
    builder.rebalance()
    builder.get_ring().save(join(folder, name + '.ring.gz'))


def serve(folder, name, port):
    listener = eventlet.listen(('127.0.0.1', port), backlog=512)
    app = loadapp(join(folder, name + '.conf'), global_conf={'log_name': name})
    # As Swift's own loop does: S3 clients look for "ETag", which capitalizing would make "Etag".
    options = {'protocol': SwiftHttpProtocol, 'capitalize_response_headers': False}
    eventlet.spawn(wsgi.server, listener, app, NullLogger(), **options)


def main():
    folder = sys.argv[1]
    ports = {name: int(port) for name, port in (part.split('=') for part in sys.argv[2:])}
    eventlet.hubs.use_hub(get_hub())
    for name, port in ports.items():
        if name != 'proxy':
            build_ring(folder, name, port)
    for name, port in ports.items():
        serve(folder, name, port)
    # Green: the servers go on while this waits for the end of the input.
    eventlet.hubs.trampoline(0, read=True)
    os._exit(0)


main()
