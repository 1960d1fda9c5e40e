import type { Offer } from './completion-offers.js';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

/** Each script is the same three: a table of what may stand where, what reads the words before, what asks kubectl. */
export const completionScript: Readonly<Record<Shell, (offers: readonly Offer[]) => string>> = {
  bash: (offers) => `# bash completion of tapdb: source <(tapdb completion bash)
${posixTable(offers)}${POSIX_READER}${BASH}`,
  zsh: (offers) => `#compdef tapdb
# zsh completion of tapdb: source <(tapdb completion zsh), after compinit
${posixTable(offers)}${POSIX_READER}${ZSH}`,
  fish: (offers) => `# fish completion of tapdb: tapdb completion fish | source
${fishTable(offers)}${FISH}`,
};

const posixTable = (offers: readonly Offer[]): string => `
_tapdb_offer() {
  case "$1:$2" in
${offers.map((offer) => `    ${offer.keys.map(posixQuoted).join('|')}) ${print(offer, posixQuoted)} ;;\n`).join('')}  esac
}
`;

const fishTable = (offers: readonly Offer[]): string => `
function __tapdb_offer
  switch "$argv[1]:$argv[2]"
${offers.map((offer) => `    case ${offer.keys.map(fishQuoted).join(' ')}\n      ${print(offer, fishQuoted)}\n`).join('')}  end
end
`;

/** A word a line, then a tab and what it is. What is asked for only where it is needed stands as `@source`. */
function print({ words, sources }: Offer, quoted: (text: string) => string): string {
  const pairs = [...words, ...sources.map((source) => [`@${source}`, ''])].flat();
  return `printf '%s\\t%s\\n' ${pairs.map(quoted).join(' ')}`;
}

const posixQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const fishQuoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** For bash and zsh. Variables of the caller: at, option, namespace, context. */
const POSIX_READER = `
_tapdb_read() {
  if [[ $1 == = && -n $option ]]; then
    return
  elif [[ $1 == --*=* ]]; then
    option=\${1%%=*}
    _tapdb_read "\${1#*=}"
  elif [[ -n $option ]]; then
    case $option in
      -n|--namespace) namespace=$1 ;;
      --context) context=$1 ;;
    esac
    option=
  elif [[ $1 == -* ]]; then
    [[ -n $(_tapdb_offer "$at" "$1") ]] && option=$1
  elif [[ -n $(_tapdb_offer "\${at:+$at }$1" -) ]]; then
    at=\${at:+$at }$1
  fi
}

_tapdb_expand() {
  local line
  local -a scope
  scope=(--request-timeout=2s)
  [[ -n $context ]] && scope+=(--context "$context")
  while IFS= read -r line; do
    case $line in
      @databases*)
        [[ -n $namespace ]] && scope+=(--namespace "$namespace")
        kubectl get tapdatabases.tapstack.io "\${scope[@]}" -o name </dev/null 2>/dev/null | sed 's#^.*/##'
        ;;
      @namespaces*) kubectl get namespaces "\${scope[@]}" -o name </dev/null 2>/dev/null | sed 's#^.*/##' ;;
      @contexts*) kubectl config get-contexts -o name </dev/null 2>/dev/null ;;
      @*) ;;
      *) printf '%s\\n' "$line" ;;
    esac
  done
}

_tapdb_offered() {
  if [[ -n $option ]]; then
    _tapdb_offer "$at" "$option"
  elif [[ $1 == -* ]]; then
    _tapdb_offer "$at" -
  else
    _tapdb_offer "$at" ''
  fi
}
`;

const BASH = `
_tapdb() {
  local at= option= namespace= context= current= word rest offered glued= before
  local -a whole=()
  # Bash cuts words at : too, which names of contexts have.
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if [[ ( $word == : || -n $glued ) && \${#whole[@]} -gt 0 ]]; then
      whole[\${#whole[@]}-1]+=$word
    else
      whole+=("$word")
    fi
    [[ $word == : ]] && glued=1 || glued=
  done
  current=\${whole[\${#whole[@]}-1]}
  for word in "\${whole[@]:0:\${#whole[@]}-1}"; do _tapdb_read "$word"; done
  [[ $current == = ]] && current=
  before=\${current%"\${current##*:}"}
  offered=$(_tapdb_offered "$current")
  COMPREPLY=()
  # No compgen -W: it would run what stands in a name.
  while IFS=$'\\t' read -r word rest; do
    [[ -n $word && $word == "$current"* ]] && COMPREPLY+=("\${word#"$before"}")
  done < <(_tapdb_expand <<<"$offered")
  if [[ $offered == *@files* ]]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")
  fi
}
complete -F _tapdb tapdb
`;

const ZSH = `
_tapdb() {
  local current=\${words[CURRENT]} at= option= namespace= context= word rest offered
  local -a described
  for word in "\${(@)words[2,CURRENT-1]}"; do _tapdb_read "$word"; done
  if [[ -z $option && $current == --*=* ]]; then
    option=\${current%%=*}
    compset -P '*='
    current=\${current#*=}
  fi
  offered=$(_tapdb_offered "$current")
  while IFS=$'\\t' read -r word rest; do
    [[ -n $word ]] && described+=("\${word//:/\\\\:}\${rest:+:$rest}")
  done < <(_tapdb_expand <<<"$offered")
  (( $#described )) && _describe -o tapdb described
  if [[ $offered == *@files* ]]; then _files; fi
}
# Sourced, or autoloaded from a folder of $fpath.
if [[ \${funcstack[1]} == _tapdb ]]; then _tapdb "$@"; else compdef _tapdb tapdb; fi
`;

const FISH = `
function __tapdb
  set -l at ''
  set -l option ''
  set -l namespace
  set -l context
  set -l current (commandline -ct)
  set -l before (commandline -opc)
  set -l prefix ''
  if string match -qr '^--[^=]+=' -- $current
    set prefix (string replace -r '=.*' '=' -- $current)
    set -a before (string replace -r '=.*' '' -- $current)
    set current (string replace -r '^[^=]*=' '' -- $current)
  end
  for word in $before[2..]
    for part in (string split -m 1 = -- $word)
      if test -n "$option"
        switch $option
          case -n --namespace
            set namespace --namespace $part
          case --context
            set context --context $part
        end
        set option ''
      else if string match -q -- '-*' $part
        test -n "$(__tapdb_offer "$at" $part)"; and set option $part
      else
        set -l below (string trim "$at $part")
        test -n "$(__tapdb_offer "$below" -)"; and set at $below
      end
    end
  end
  set -l place ''
  if test -n "$option"
    set place $option
  else if string match -q -- '-*' $current
    set place -
  end
  for line in (__tapdb_offer "$at" $place)
    switch $line
      case '@databases*'
        kubectl get tapdatabases.tapstack.io $namespace $context --request-timeout=2s -o name 2>/dev/null | string replace -r '^.*/' ''
      case '@namespaces*'
        kubectl get namespaces $context --request-timeout=2s -o name 2>/dev/null | string replace -r '^.*/' "$prefix"
      case '@contexts*'
        kubectl config get-contexts -o name 2>/dev/null | string replace -r '^' -- "$prefix"
      case '@files*'
        printf '%s\\n' $prefix(__fish_complete_path $current)
      case '@*'
      case '*'
        echo $prefix$line
    end
  end
end

complete -c tapdb -f -a '(__tapdb)'
`;
