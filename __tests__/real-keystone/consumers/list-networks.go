// Lists the networks as Terraform's openstack provider would reach them: its options from the environment, through
// gophercloud's clientconfig.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io/ioutil"
	"net/http"
	"os"

	"github.com/gophercloud/gophercloud"
	"github.com/gophercloud/gophercloud/openstack"
	"github.com/gophercloud/gophercloud/openstack/networking/v2/networks"
	"github.com/gophercloud/utils/openstack/clientconfig"
)

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func main() {
	opts, err := clientconfig.AuthOptions(nil)
	if err != nil {
		fail(err)
	}
	opts.AllowReauth = os.Getenv("OS_ALLOW_REAUTH") != "false"
	client, err := openstack.NewClient(opts.IdentityEndpoint)
	if err != nil {
		fail(err)
	}
	pool := x509.NewCertPool()
	pem, err := ioutil.ReadFile(os.Getenv("OS_CACERT"))
	if err != nil {
		fail(err)
	}
	pool.AppendCertsFromPEM(pem)
	client.HTTPClient = http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
	if err := openstack.Authenticate(client, *opts); err != nil {
		fail(err)
	}
	network, err := openstack.NewNetworkV2(client, gophercloud.EndpointOpts{Region: os.Getenv("OS_REGION_NAME")})
	if err != nil {
		fail(err)
	}
	pages, err := networks.List(network, nil).AllPages()
	if err != nil {
		fail(err)
	}
	all, err := networks.ExtractNetworks(pages)
	if err != nil {
		fail(err)
	}
	for _, each := range all {
		fmt.Println(each.Name)
	}
}
