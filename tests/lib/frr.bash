# shellcheck shell=bash
# FRR's vrrpd on a node of the laboratory; loaded after lab.bash.
#
#     frr_macvlan n1 50 10.0.0.3
#     start_frr n1 <<END
#     interface eth0
#      vrrp 50 version 3
#      vrrp 50 ip 10.0.0.3
#     END
#
# FRR makes no addresses: the VIP stands on a macvlan with the virtual MAC, and vrrpd has zebra hold that down
# (protodown) while it is not master. Every node has a /run of its own, so that several can run at once.

# frr_macvlan NODE VRID ADDRESS...: all of one family; the device is vrrp4 or vrrp6.
frr_macvlan() {
  local node=$1 vrid=$2 ns="$LAB-$1" kind=4 octet=01 address
  shift 2
  if [[ $1 == *:* ]]; then kind=6 octet=02; fi
  if ip -n "$ns" link show "vrrp$kind" >/dev/null 2>&1; then return; fi
  # Without these the parent answers for the macvlan's address too, with its own MAC, even while that is down.
  on "$node" sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
  ip -n "$ns" link add "vrrp$kind" link eth0 type macvlan mode bridge
  ip -n "$ns" link set "vrrp$kind" address "$(printf '00:00:5e:00:%s:%02x' "$octet" "$vrid")" addrgenmode random up
  for address in "$@"; do
    if ((kind == 6)); then
      ip -n "$ns" addr add "$address/128" dev vrrp6 nodad
    else
      ip -n "$ns" addr add "$address/32" dev vrrp4
    fi
  done
}

# start_frr NODE <<END … END: zebra and vrrpd with this configuration; the log is the output of frr-NODE.
start_frr() {
  local node=$1 dir="$BATS_TEST_TMPDIR/frr-$1"
  mkdir -p "$dir"
  { echo 'debug vrrp protocol' && cat; } >"$dir/vrrpd.conf"
  # `ip netns exec` gives a mount namespace of its own. FRR's programs drop to its user, who cannot enter the
  # test's directory.
  # shellcheck disable=SC2016 # $1 is that of the inner shell
  start_other "frr-$node" "$node" bash -euc '
    mount -t tmpfs -o mode=755 tmpfs /run
    install -d -o frr -g frr /run/frr
    install -o frr -g frr "$1/vrrpd.conf" /run/frr
    touch /run/frr/zebra.conf
    PATH=/usr/lib/frr:$PATH
    zebra -P 0 -f /run/frr/zebra.conf --log stdout &
    until [[ -S /run/frr/zserv.api ]]; do sleep 0.02; done
    exec vrrpd -P 0 -f /run/frr/vrrpd.conf --log stdout --log-level debug' start_frr "$dir"
}

# stop_frr NODE: vrrpd says priority 0; then zebra goes too.
stop_frr() {
  kill -TERM "$(pid_of "frr-$1")"
  exit_of "frr-$1"
  signal_to "frr-$1" TERM || :
}
