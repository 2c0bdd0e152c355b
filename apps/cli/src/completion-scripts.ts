/** The script of each shell. It calls the program that is being completed, which knows its commands. */
export const SCRIPTS: Readonly<Record<string, string>> = {
  // Without what bash 3.2, the one of macOS, does not have.
  bash: `# bash completion for partner-webhooks
_partner_webhooks() {
  local IFS=$'\\n' value description current="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  while IFS=$'\\t' read -r value description; do
    if [ "$value" = ':files' ]; then
      compopt -o filenames 2>/dev/null
      COMPREPLY+=($(compgen -f -- "\${current#=}"))
    else
      COMPREPLY+=("$value")
    fi
  done < <("\${COMP_WORDS[0]/#\\~/$HOME}" __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _partner_webhooks partner-webhooks
`,
  zsh: `#compdef partner-webhooks
# zsh completion for partner-webhooks
_partner_webhooks() {
  local value description files=
  local -a candidates
  while IFS=$'\\t' read -r value description; do
    if [[ $value == ':files' ]]; then
      files=1
    else
      candidates+=("\${value//:/\\\\:}\${description:+:$description}")
    fi
  done < <("\${words[1]/#\\~/$HOME}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  (( $#candidates )) && _describe -t values 'partner-webhooks' candidates
  [[ -n $files ]] && _files
  return 0
}
if [[ "$funcstack[1]" == _partner_webhooks || "$funcstack[1]" == _partner-webhooks ]]; then
  _partner_webhooks "$@"
else
  compdef _partner_webhooks partner-webhooks
fi
`,
  fish: `# fish completion for partner-webhooks
function __partner_webhooks
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  for line in ($words[1] __complete -- $words[2..-1] "$current" 2>/dev/null)
    if test "$line" = ':files'
      __fish_complete_path $current
    else
      echo $line
    end
  end
end
complete -c partner-webhooks -f -a '(__partner_webhooks)'
`,
};
