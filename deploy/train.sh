# Fetch, preprocess, train GPT-2 and evaluate in a folder, such as a bucket that is mounted:
#   sh deploy/train.sh /results
# If it was stopped, run it again: it skips what is done, with the data that it has, and a training
# continues from its last checkpoint. To start over, give another folder.
set -eu
cd "$1"
run=models/gpt2

# Each step writes the file that is checked here last.
if [ ! -f data/processed/manifest.json ]; then
  pokename fetch
  pokename preprocess
fi
if [ ! -f $run/pokename.json ]; then
  resume=
  if [ -f $run/started.json ]; then resume=--resume; fi
  pokename train --config gpt2.yaml $resume
fi
if [ ! -f reports/summary.json ]; then
  pokename evaluate --model $run
fi
