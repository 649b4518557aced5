export const HELP = `paygress-volume-key: the key of a Paygress workload's LUKS2 volume

Usage:
  paygress-volume-key derive WORKLOAD-ID [OPTIONS]
  paygress-volume-key derive --ids FILE [OPTIONS]
  paygress-volume-key new-id | info

Commands:
  derive   derive the volume key of a workload, or of many
  new-id   print a new workload id, a random UUID
  info     print the version, the runtime, the core in use and a self-test

Options of derive:
  -i, --identity FILE   read the secret key from FILE, - for standard input
                        (default: ~/.paygress/identity)
      --ids FILE        read ids from FILE, one a line, - for standard input
      --format FORMAT   base64url (default), hex, raw (32 bytes) or json
                        (the workload id and the wire object)
  -o, --output FILE     write to FILE, a new one that only its owner may read

Other options:
  -h, --help            print this text
      --version         print the version

Examples:
  Print the key of a workload as a spawn request carries it:
    $ paygress-volume-key derive 78e51061-7311-48a3-82ce-6f447ed4d57b

  Open the volume of a workload, the secret key taken from a password store:
    $ pass show paygress |
        paygress-volume-key derive my-workload --identity - --format raw |
        cryptsetup open --key-file=- volume.img my-workload

  Derive the keys of many workloads, one JSON object a line:
    $ paygress-volume-key derive --ids ids.txt --format json --output keys.jsonl

The keys go to standard output and nothing else does. No option takes a secret.
An id that begins with a dash comes after --, as in derive -- -id.
Exit codes: 0 done, 1 failed, 2 wrong usage, 128 + n ended by signal n.
`;
