# openstack.cloud looks at openstacksdk's number, in a module that the newest openstacksdk does not import by itself.
import openstack.version

# Debian 12 ships openstack.cloud 1.10, which refuses the openstacksdk 0.101 beside it for its number alone.
if openstack.version.__version__.startswith('0.101'):
    openstack.version.__version__ = '0.98.0'
