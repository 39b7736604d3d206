# Completion of tako(1) for bash.

# usage: _tako_paths WORD [DIRECTORIES-ONLY]
_tako_paths() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen "${2:--f}" -- "$1")
}

_tako() {
    local word=$2 previous=$3 command=fetch options
    COMPREPLY=()
    if [[ $COMP_CWORD -gt 1 && ${COMP_WORDS[1]} =~ ^(store|gen-key)$ ]]; then
        command=${COMP_WORDS[1]}
    fi
    case $command$previous in
        store-f | gen-key-f) _tako_paths "$word"; return ;;
        store-o) _tako_paths "$word" -d; return ;;
        store-k) return ;;
    esac
    case $command in
        fetch) options='--if-not-exists --init --retry-failed' ;;
        store) options='-f -k -o' ;;
        gen-key) options='-f' ;;
    esac
    [[ $COMP_CWORD -gt 1 ]] || options+=' --version'
    if [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options --help --debug" -- "$word")
        return
    fi
    [[ $command == gen-key ]] || _tako_paths "$word"
    if [[ -z $word && $command == fetch ]]; then # most configurations lie there
        mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- /etc/tako/)
    fi
    if [[ $COMP_CWORD -eq 1 ]]; then
        mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W 'fetch store gen-key help' -- "$word")
    fi
}

complete -F _tako tako
