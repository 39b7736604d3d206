# Completion of tako(1) for fish.

set -l fetches 'not __fish_seen_subcommand_from store gen-key help'

complete -c tako -n __fish_is_first_arg -a fetch -d 'Check for, download and apply updates'
complete -c tako -n __fish_is_first_arg -a store -d 'Sign an image into an origin directory'
complete -c tako -n __fish_is_first_arg -a gen-key -d 'Make a key pair'
complete -c tako -n __fish_is_first_arg -a help -d 'Explain the program'
complete -c tako -n __fish_is_first_arg -l version -d 'Print the version'
complete -c tako -s h -l help -d 'Explain the program or the command'
complete -c tako -l debug -d 'Show where an unexpected error came from'

complete -c tako -n $fetches -l if-not-exists -d 'Do nothing where an image is installed'
complete -c tako -n $fetches -l init -d 'The same as --if-not-exists'
complete -c tako -n $fetches -l retry-failed -d 'Also try images again that were rolled back here'
complete -c tako -n $fetches -a '(__fish_complete_path /etc/tako/)' -d Configuration

complete -c tako -n '__fish_seen_subcommand_from gen-key help' -f
complete -c tako -n '__fish_seen_subcommand_from store gen-key' -s f -rF -d 'The file with the secret key'
complete -c tako -n '__fish_seen_subcommand_from store' -s k -x -d 'The secret key itself'
complete -c tako -n '__fish_seen_subcommand_from store' -s o -xa '(__fish_complete_directories)' -d 'The origin directory to write'
