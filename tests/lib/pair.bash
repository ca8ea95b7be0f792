# shellcheck shell=bash
# Two nodes that share 10.0.0.3, with nginx behind it; loaded after lab.bash.

VIP=10.0.0.3

# The shell waits for its pipeline also when the signal was for all of them.
# pipeline NODE PRIORITY [ELECT-ARGUMENT]...: elector, holder and announcer on a node.
pipeline() {
  local node=$1 priority=$2
  shift 2
  start_pipeline "pipe-$node" "$node" "trap : TERM
    vrrp-elect --vrid 50 -i eth0 --node $node --priority $priority --vip $VIP $* |
    vip-ctl follow --node $node | garp-send follow --node $node"
}

# checked_pipeline NODE PRIORITY [ELECT-ARGUMENT]...: the same with a check of nginx that is worth 60 points.
checked_pipeline() {
  local node=$1 priority=$2
  shift 2
  start_pipeline "pipe-$node" "$node" "trap : TERM
    vrrp-check http http://127.0.0.1/ --name nginx --node $node --interval 200ms --fall 2 --weight -60 |
    vrrp-elect --vrid 50 -i eth0 --node $node --priority $priority --vip $VIP --track - $* |
    vip-ctl follow --node $node | garp-send follow --node $node"
}

# crash NODE: its link is cut and all its processes are killed at once.
crash() {
  cut_link "$1"
  kill -KILL -- "-$(pid_of "pipe-$1")"
}

# settled_on NODE: it alone holds the VIP, stays so, and its nginx answers the client.
settled_on() {
  await 8 held_by "$1" "$VIP"
  always 1 held_by "$1" "$VIP"
  await 2 answered_by "$1" "$VIP"
}

# A keepalived with the same virtual router: keepalived_peer NODE PRIORITY VERSION [LINE]...
keepalived_peer() {
  local node=$1 priority=$2 version=$3
  shift 3
  {
    printf 'global_defs {\n router_id %s\n vrrp_version %s\n}\n' "$node" "$version"
    printf 'vrrp_instance VI_1 {\n state BACKUP\n interface eth0\n virtual_router_id 50\n priority %s\n' "$priority"
    printf ' advert_int 1\n'
    ((version != 2)) || printf ' authentication {\n  auth_type PASS\n  auth_pass 1111\n }\n'
    (($# == 0)) || printf ' %s\n' "$@"
    printf ' virtual_ipaddress {\n  %s/32 dev eth0\n }\n}\n' "$VIP"
  } | start_keepalived "$node"
}
