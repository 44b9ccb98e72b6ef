import openstack

for network in openstack.connect().network.networks():
    print(network.name)
