"""Make Keystone's database, with what no API call can make: the default domain, its administrator and the roles.

These are `keystone-manage db_sync` and `keystone-manage bootstrap`, in one process: nearly all the time that a call of
keystone-manage takes goes into importing Keystone. The rest of bootstrap's options come from OS_BOOTSTRAP_* variables.
"""

import sqlite3
import sys

from keystone.cmd import cli

conf, database = sys.argv[1:]

# A write-ahead log is a property of the file. With it, a reader that lingers does not keep a writer from its commit.
sqlite3.connect(database).execute('PRAGMA journal_mode = WAL')

for command in 'db_sync', 'bootstrap':
    cli.main(['keystone-manage', '--config-file', conf, command])
    cli.CONF.clear()

# SQLite uses the row ids of deleted rows again, and Keystone leaves these behind, where other databases cascade: the
# application credential after a deleted one would have its roles already, a conflict.
sqlite3.connect(database).execute('''
    CREATE TRIGGER application_credential_gone AFTER DELETE ON application_credential BEGIN
        DELETE FROM application_credential_role WHERE application_credential_id = OLD.internal_id;
        DELETE FROM application_credential_access_rule WHERE application_credential_id = OLD.internal_id;
    END
''')
