# shellcheck shell=bash
# A laboratory: nodes on one wire, each a network namespace of this machine, and nginx on them. examples/demo is built
# of it, and so are the tests (tests/lib/lab.bash) and the benchmarks (tests/bench/lab/wire.py).
#
#              wire (a bridge)
#      ┌──────────┬──────┴────┬───────────┐
#     n1         n2          n3         client
#   10.0.0.1   10.0.0.2   10.0.0.3     10.0.0.9     eth0, /24; fd00::N/64; MAC 02:00:00:00:00:0N
#
# The namespaces are called LAB-NODE, and LAB has the number of the process that makes them: laboratories stand beside
# each other, and tests/lib/sweep knows which of them have lost their process. Whoever sources this file sets LAB to
# vrrp-$$ first. LAB_NODES is all that lab_clear removes.

: "${LAB:?}"
LAB_NODES=()

# ---- the wire and the nodes

lab_wire() {
  ip netns add "$LAB-wire"
  lab_ipv6_setting wire disable_ipv6 1
  lab_bridge br0
}
# No multicast snooping: it would have to learn who listens before the first advert arrives.
lab_bridge() {
  ip -n "$LAB-wire" link add "$1" type bridge mcast_snooping 0
  ip -n "$LAB-wire" link set "$1" up
}

# A machine may have no IPv6 at all, and no sysctl(8).
lab_has_ipv6() { [[ -e /proc/net/if_inet6 ]]; }
# lab_ipv6_setting NODE NAME VALUE: of its interfaces, also those to come.
lab_ipv6_setting() {
  ! lab_has_ipv6 || on "$1" tee /proc/sys/net/ipv6/conf/{all,default}/"$2" <<<"$3" >/dev/null
}

# lab_node NAME NUMBER: one more node on the wire.
lab_node() {
  local ns="$LAB-$1"
  LAB_NODES+=("$1")
  ip netns add "$ns"
  # An address is usable at once, without duplicate address detection.
  lab_ipv6_setting "$1" accept_dad 0
  ip -n "$ns" link set lo up
  lab_attach "$1" "$2" 0 "$1"
}

# lab_attach NODE NUMBER WIRE PORT: PORT is the bridge's end of the link, ethWIRE the node's.
lab_attach() {
  local ns="$LAB-$1" number=$2 wire=$3
  lab_plug "$1" "$wire" "$4"
  ip -n "$ns" link set "eth$wire" address "02:00:00:00:0$wire:0$number" up
  ip -n "$ns" addr add "10.0.$wire.$number/24" dev "eth$wire"
  ! lab_has_ipv6 || ip -n "$ns" addr add "fd00:0:0:$wire::$number/64" dev "eth$wire" nodad
  lab_await 10 lab_forwards "$4"
}
# lab_forwards PORT: the bridge learns of the carrier some time after it came, and drops everything until then.
lab_forwards() { [[ $(on wire cat "/sys/class/net/$1/brport/state") == 3 ]]; }
# lab_plug NODE WIRE PORT: the link alone; the node's end is down.
lab_plug() {
  ip -n "$LAB-wire" link add "$3" type veth peer name "eth$2" netns "$LAB-$1"
  ip -n "$LAB-wire" link set "$3" master "br$2" up
}

# on NODE COMMAND...
on() { ip netns exec "$LAB-$1" "${@:2}"; }

# lab_holds NODE ADDRESS
lab_holds() { [[ -n $(ip -n "$LAB-$1" -o addr show to "${2%/*}") ]]; }

# Link cut: the node sees its carrier go. The link of eth0 has the node's name.
cut_link() { ip -n "$LAB-wire" link set "$1" down; }
mend_link() { ip -n "$LAB-wire" link set "$1" up; }

# ---- nginx

# lab_nginx_conf NODE [IN-SERVER [IN-HTTP]]: nginx answers the node's name on port 80 of every address; these are
# further lines. It is for `nginx -p DIRECTORY -e error.log -c nginx.conf`: all that nginx writes is there.
lab_nginx_conf() {
  cat <<END_OF_CONF
daemon off;
worker_processes 1;
pid nginx.pid;
error_log error.log;
events { worker_connections 2048; }
http {
  access_log off;
  default_type text/plain;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  server {
    listen 80 default_server backlog=1024;
    $(! lab_has_ipv6 || echo "listen [::]:80;")
    location / { return 200 "$1\n"; }
    ${2-}
  }
  ${3-}
}
END_OF_CONF
}

# ---- waiting

# lab_await SECONDS CONDITION...: until the command succeeds; 1 if that takes longer. It asks every 50 ms: laboratories
# run beside each other, and the processes that ask are what they cost.
lab_await() {
  local deadline=$((${EPOCHREALTIME/[.,]/} + $(lab_us "$1")))
  shift
  until "$@"; do
    ((${EPOCHREALTIME/[.,]/} <= deadline)) || return 1
    sleep 0.05
  done
}
lab_us() { awk -v s="$1" 'BEGIN { printf "%d", s * 1e6 }'; }

# ---- the end

# lab_kill NODE: everything in it, until nothing is left: a program may just be starting another one. All is stopped
# before it is killed, so that no program lives to see another one die.
lab_kill() {
  local pids tries
  for ((tries = 0; tries < 250; tries++)); do
    pids=$(ip netns pids "$LAB-$1") || return 0
    [[ -n $pids ]] || return 0
    # shellcheck disable=SC2086 # a list of numbers
    { kill -STOP $pids && kill -KILL $pids; } 2>/dev/null || :
    sleep 0.02
  done
  return 1
}

# lab_clear: no process, no namespace is left; 1 if one is.
lab_clear() {
  local node status=0
  for node in "${LAB_NODES[@]}" wire; do
    [[ -e /run/netns/$LAB-$node ]] || continue
    lab_kill "$node" || status=1
    ip netns del "$LAB-$node" || status=1
  done
  LAB_NODES=()
  return "$status"
}
