# What takes longer than the token lives, and then needs one.
resource "terraform_data" "long" {
  provisioner "local-exec" {
    command = "sleep 30"
  }
}

data "openstack_identity_auth_scope_v3" "afterwards" {
  name       = "afterwards"
  depends_on = [terraform_data.long]
}
