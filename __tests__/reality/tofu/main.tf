terraform {
  required_providers {
    openstack = {
      source = "terraform-provider-openstack/openstack"
    }
  }
}

provider "openstack" {}

# Who the provider is, by the token it has.
data "openstack_identity_auth_scope_v3" "own" {
  name = "own"
}

variable "name" {
  default = ""
}

resource "openstack_identity_application_credential_v3" "one" {
  count = var.name == "" ? 0 : 1
  name  = var.name
}

output "user" {
  value = data.openstack_identity_auth_scope_v3.own.user_name
}

output "project" {
  value = data.openstack_identity_auth_scope_v3.own.project_name
}
