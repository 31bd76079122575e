# shellcheck shell=bash disable=SC2034,SC2154  # variables of lib.sh and for those who source it
# A Slurm cluster of one node, by Slurm's own daemons, in a temporary folder. Source it after
# lib.sh.

# need_slurm: ends the test with 77 where such a cluster cannot be started.
need_slurm() {
  local tool
  for tool in slurmctld slurmd munged mungekey sbatch squeue; do
    PATH=$PATH:/usr/sbin command -v $tool >/dev/null || { echo "$tool is not installed"; exit 77; }
  done
  ((EUID == 0)) || { echo "the daemons of Slurm need root"; exit 77; }
}

# start_slurm FOLDER CPUS: starts the daemons, and names the cluster in SLURM_CONF.
start_slurm() {
  local folder=$1 cpus=$2 port
  export PATH=$PATH:/usr/sbin
  mkdir -p "$folder"/{state,spool,munge}
  chmod 755 "$work" "$folder"
  slurm_folder=$folder
  mungekey --create --keyfile "$folder/munge/key" || return 1
  munged --force --key-file "$folder/munge/key" --socket "$folder/munge/socket" \
    --pid-file "$folder/munge/pid" --log-file "$folder/munge/log" --seed-file "$folder/munge/seed" \
    2>"$folder/munge/err" || { cat "$folder/munge/err"; return 1; }
  # Ports that no other test uses at the same time.
  port=$((20000 + $$ % 20000))
  cat >"$folder/slurm.conf" <<END
ClusterName=jackdaw-test
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_min_interval=200000
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
MailProg=/bin/true
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=$cpus RealMemory=1000 State=UNKNOWN
PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
  export SLURM_CONF=$folder/slurm.conf
  slurmctld -f "$SLURM_CONF" || return 1
  slurmd -f "$SLURM_CONF" || return 1
  local i
  for ((i = 0; i < 600; i++)); do
    sinfo -h -o %t 2>/dev/null | grep -qE '^(idle|mix)' && return 0
    sleep 0.2
  done
  tail -n 20 "$folder"/*.log
  return 1
}

# stop_slurm: ends what start_slurm started, and nothing else.
stop_slurm() {
  local file pid
  [[ -n ${slurm_folder:-} ]] || return 0
  scancel --user root 2>/dev/null
  for file in slurmd.pid slurmctld.pid munge/pid; do
    pid=$(cat "$slurm_folder/$file" 2>/dev/null) || continue
    kill "$pid" 2>/dev/null
    # It leaves files behind that the folder cannot be removed with.
    while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
  done
  slurm_folder=
}

# wait_for_jobs SECONDS: until no job is left.
wait_for_jobs() {
  local end=$((SECONDS + $1))
  while [[ -n $(squeue -h 2>/dev/null) ]]; do
    ((SECONDS < end)) || { squeue; return 1; }
    sleep 0.2
  done
}
