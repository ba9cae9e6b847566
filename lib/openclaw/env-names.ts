const PORTABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Variables that change how programs start; never taken from a config, never passed to a shell. */
const REFUSED_EVERYWHERE: ReadonlySet<string> = new Set([
  "NODE_OPTIONS",
  "NODE_PATH",
  "PYTHONHOME",
  "PYTHONPATH",
  "PERL5LIB",
  "PERL5OPT",
  "RUBYLIB",
  "RUBYOPT",
  "BASH_ENV",
  "ENV",
  "GIT_EXTERNAL_DIFF",
  "GIT_EXEC_PATH",
  "SHELL",
  "SHELLOPTS",
  "PS4",
  "GCONV_PATH",
  "IFS",
  "SSLKEYLOGFILE",
]);
const REFUSED_EVERYWHERE_PREFIXES = ["DYLD_", "LD_", "BASH_FUNC_"] as const;

/** Variables that a gateway may have but a config may not set. */
const REFUSED_IN_CONFIG: ReadonlySet<string> = new Set([
  "HOME",
  "ZDOTDIR",
  "GIT_SSH_COMMAND",
  "GIT_SSH",
  "GIT_PROXY_COMMAND",
  "GIT_ASKPASS",
  "SSH_ASKPASS",
  "LESSOPEN",
  "LESSCLOSE",
  "PAGER",
  "MANPAGER",
  "GIT_PAGER",
  "EDITOR",
  "VISUAL",
  "FCEDIT",
  "SUDO_EDITOR",
  "PROMPT_COMMAND",
  "HISTFILE",
  "PERL5DB",
  "PERL5DBCMD",
  "OPENSSL_CONF",
  "OPENSSL_ENGINES",
  "PYTHONSTARTUP",
  "WGETRC",
  "CURL_HOME",
]);
const REFUSED_IN_CONFIG_PREFIXES = ["GIT_CONFIG_", "NPM_CONFIG_"] as const;

/**
 * Says why OpenClaw does not take a variable from the `env` block of its config, or null when it does.
 * Upper and lower case make no difference to the dangerous names.
 *
 * Source: OpenClaw 2026.3.13, host-env-security-policy.json in its bundle (semantics §3.3).
 */
export function configNameRefusal(name: string): "not_portable" | "dangerous" | null {
  if (!PORTABLE_NAME.test(name)) return "not_portable";
  const upper = name.toUpperCase();
  const listed =
    REFUSED_IN_CONFIG.has(upper) || REFUSED_IN_CONFIG_PREFIXES.some((prefix) => upper.startsWith(prefix));
  return listed || isRefusedForShell(name) ? "dangerous" : null;
}

/** True for variables that OpenClaw does not pass to the login shell it asks. */
export function isRefusedForShell(name: string): boolean {
  const upper = name.toUpperCase();
  return (
    REFUSED_EVERYWHERE.has(upper) || REFUSED_EVERYWHERE_PREFIXES.some((prefix) => upper.startsWith(prefix))
  );
}

export function isPortableName(name: string): boolean {
  return PORTABLE_NAME.test(name);
}
