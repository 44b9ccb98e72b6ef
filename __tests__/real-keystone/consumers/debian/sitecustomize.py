# Debian 12 ships openstack.cloud 1.10, which refuses the openstacksdk 0.101 beside it for its number alone.
import openstack.version

openstack.version.__version__ = "0.98.0"
