/** What happens to a JSON file between an editor and a full disk. */
export function brokenStore(random, text) {
  return random.pick([
    () => `\uFEFF${text}`,
    () => text.slice(0, random.integer(1, Math.max(1, text.length - 2))),
    () => "[]\n",
    () => "null\n",
    () => '"text"\n',
    () => "",
    () => "  \n",
    () => "{}\n",
    () => '{"version": 1}\n',
    () => '{"version": 1, "profiles": null}\n',
    () => '{"version": 1, "profiles": []}\n',
    () =>
      '{"version": 1, "profiles": [{"type": "api_key", "provider": "anthropic", "key": "sk-in-a-list-0000"}]}\n',
    () => '{"version": 1, "profiles": "text"}\n',
    () => '{"anthropic": {"type": "api_key", "key": "sk-flat-map-000000"}}\n',
    () => `// a remark\n${text}`,
    () => text.replace(/\n}\n$/, ",\n}\n"),
    () => `${text}${text}`,
    () => text.replaceAll("\n", "\r\n"),
    () => text.replace('"profiles"', '"profiles": {}, "profiles"'),
    () => `${text}\u0000`,
  ])();
}

/** The same for a config; mostly a config that OpenClaw refuses. */
export function brokenConfig(random, text) {
  return random.pick([
    () => text.slice(0, random.integer(1, Math.max(1, text.length - 2))),
    () => "[]\n",
    () => "null\n",
    () => '"text"\n',
    () => "",
    () => " \n",
    () => "// nothing\n",
    () => `\uFEFF${text}`,
    () => `${text}${text}`,
    () => '{ $include: "./missing.json5" }\n',
    () => '{ $include: "../outside.json5" }\n',
    () => '{ $include: "./openclaw.json" }\n',
    () => "{ $include: 7 }\n",
    () => '{ "auth": {}, "auth": { "order": {} } }\n',
    () => "{ __proto__: { auth: { foo: 1 } } }\n",
  ])();
}
