#!/usr/bin/env bats
# Set-up harms no machine: what examples/lib/setup.sh changes while it installs, it puts back.

setup() {
  mkdir "$BATS_TEST_TMPDIR/bin"
  PATH="$BATS_TEST_TMPDIR/bin:$PATH"
  # Nothing is installed, and apt-get notes what the machine's policy says at that moment.
  fake dpkg-query 'exit 1'
  fake apt-get 'echo "$@" >>'"$BATS_TEST_TMPDIR/apt"'; '"$BATS_TEST_TMPDIR/policy-rc.d"'; echo "policy $?" >>'"$BATS_TEST_TMPDIR/apt"
  fake deb-systemd-helper 'echo "$@" >>'"$BATS_TEST_TMPDIR/services"
  fake update-rc.d :
  # shellcheck source=../../examples/lib/setup.sh
  . "$BATS_TEST_DIRNAME/../../examples/lib/setup.sh"
  policy="$BATS_TEST_TMPDIR/policy-rc.d"
}

fake() {
  printf '#!/bin/sh\n%s\n' "$2" >"$BATS_TEST_TMPDIR/bin/$1"
  chmod +x "$BATS_TEST_TMPDIR/bin/$1"
}

own_policy() {
  printf '#!/bin/sh\nexit 104\n' >"$policy"
  chmod +x "$policy"
}

@test "no service starts while packages are installed, nor at the next boot" {
  install_packages nginx jq
  grep -q "install --no-install-recommends nginx jq" "$BATS_TEST_TMPDIR/apt"
  [ "$(grep -c "policy 101" "$BATS_TEST_TMPDIR/apt")" -eq 3 ]
  [ "$(cat "$BATS_TEST_TMPDIR/services")" = "disable nginx.service" ]
  [ ! -e "$policy" ]
}

@test "a policy that was there comes back" {
  own_policy
  install_packages jq
  run "$policy"
  [ "$status" -eq 104 ]
  [ ! -e "$policy.before-vrrp-tools" ]
}

@test "also when apt-get fails" {
  own_policy
  fake apt-get 'exit 100'
  run install_packages jq
  [ "$status" -eq 4 ]
  [[ $output == *"could not install jq"* ]]
  run "$policy"
  [ "$status" -eq 104 ]
}

@test "also when it is interrupted" {
  own_policy
  fake apt-get 'kill -TERM $PPID; sleep 0.1'
  run install_packages jq
  [ "$status" -eq 4 ]
  run "$policy"
  [ "$status" -eq 104 ]
}

@test "an interrupted dpkg run is completed first" {
  fake apt-get 'case "$*" in *download-only* | *update*) exit 0 ;; esac
    kill -TERM $PPID; sleep 0.2; echo configured >'"$BATS_TEST_TMPDIR/apt"
  run install_packages nginx
  [ "$status" -eq 4 ]
  [ "$(cat "$BATS_TEST_TMPDIR/apt")" = configured ]
  [ "$(cat "$BATS_TEST_TMPDIR/services")" = "disable nginx.service" ]
  [ ! -e "$policy" ]
}

@test "an installation that was killed is cleared up by the next one" {
  own_policy
  forbid_services
  install_packages jq
  run "$policy"
  [ "$status" -eq 104 ]
}

@test "nothing is touched when nothing is missing" {
  fake dpkg-query 'echo "install ok installed"'
  own_policy
  install_packages nginx jq
  [ ! -e "$BATS_TEST_TMPDIR/apt" ]
}
