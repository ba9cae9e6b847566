/**
 * What the security tests have to show, by suite. A test that shows it carries the id as a tag (`W05`); one in which the
 * protection is taken away, and which has to see that it is gone, carries `W05-twin`.
 *
 * @type {Readonly<Record<string, readonly (readonly [id: string, what: string])[]>>}
 */
export const SUITES = {
  faults: [
    ["F01", "kill -9 during a write"],
    ["F02", "kill -9 during import, publishing, rotation and backup"],
    ["F03", "power loss"],
    ["F04", "disk full"],
    ["F05", "a write that the system fails, a file limit, an error of the disk"],
    ["F06", "a data directory that is read-only or another user's"],
    ["F07", "an audit row that cannot be written"],
    ["F08", "a damaged database"],
    ["F09", "a database that was replaced or lost its log"],
    ["F10", "a keyring that is missing, wrong, short, open to others or no file"],
    ["F11", "a clock that is wrong or jumps"],
    ["F12", "the end of the process while it works, and a second start"],
    ["F13", "two people change the same"],
    ["F14", "several processes on one database"],
    ["F15", "a reader that never ends"],
    ["F16", "an unexpected error in any action"],
  ],
  inputs: [
    ["I01", "malformed stores"],
    ["I02", "names that JavaScript objects have by themselves"],
    ["I03", "control, bidirectional and look-alike characters"],
    ["I04", "line breaks and other bytes in a secret"],
    ["I05", "bodies that are too large"],
    ["I06", "paths that lead elsewhere"],
    ["I07", "formulas in exported tables"],
    ["I08", "commands in references"],
    ["I09", "random input for every parser"],
  ],
  crypto: [
    ["C01", "published test vectors through our own wrapper"],
    ["C02", "cut, changed and empty ciphertexts"],
    ["C03", "ciphertexts moved to another place or time"],
    ["C04", "nonces never come twice"],
    ["C05", "an old vault opens for ever"],
    ["C06", "no plaintext in anything that is written or sent"],
    ["C07", "nor in another encoding"],
    ["C08", "nor in an error"],
    ["C09", "nor in a core dump"],
    ["C10", "deleted secrets are gone from the file"],
  ],
  web: [
    ["W01", "requests that another site makes"],
    ["W02", "who may do what"],
    ["W03", "ids and fields that are not one's own"],
    ["W04", "changed roles and ended accounts"],
    ["W05", "sessions"],
    ["W06", "guessing passwords"],
    ["W07", "finding out who has an account"],
    ["W08", "a fresh proof before what is sensitive"],
    ["W09", "markup and scripts in what is shown"],
    ["W10", "headers of every kind of answer"],
    ["W11", "frames of another site"],
    ["W12", "redirects to another site"],
    ["W13", "caches and history"],
    ["W14", "other host names"],
    ["W15", "known weaknesses of the framework"],
    ["W16", "the first account"],
    ["W17", "smuggled, slow and idle requests"],
    ["W18", "comparing secrets in constant time"],
    ["W19", "a changed audit log"],
    ["W20", "what we depend on"],
  ],
};

export const IDS = Object.values(SUITES).flatMap((rows) => rows.map(([id]) => id));
