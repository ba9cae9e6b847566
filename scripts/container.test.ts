import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";

const dockerfile = readFileSync("ops/container/Dockerfile", "utf8");
const [, lastStage = ""] = /\nFROM \$\{RUN_IMAGE\}\n([\s\S]*)$/.exec(dockerfile) ?? [];

describe("the image", () => {
  test("is another one than the one it is built in, and takes nothing but what was built", () => {
    expect(dockerfile).toMatch(/^FROM \$\{BUILD_IMAGE\} AS build$/m);
    const copies = lastStage.split("\n").filter((line) => line.startsWith("COPY"));
    expect(copies.length).toBeGreaterThan(5);
    for (const line of copies) expect(line).toMatch(/^COPY --from=build /);
    // Without a shell nothing can be run while it is made.
    expect(lastStage).not.toMatch(/^(RUN|ADD|SHELL)/m);
  });

  test("runs as nobody in particular, and its command needs no shell", () => {
    expect(lastStage).toMatch(/^USER 65532:65532$/m);
    expect(lastStage).toMatch(/^CMD \["\/app\/bin\/clawkeep", "serve"\]$/m);
  });

  test("is made from the lockfile, after the registry's signatures were looked at", () => {
    expect(dockerfile).toMatch(/^RUN npm ci && npm audit signatures$/m);
    expect(dockerfile).not.toMatch(/npm (install|i|update)\b|curl|wget/);
  });

  test("is built from named folders of the sources, without tests and without what a machine keeps beside them", () => {
    const lines = readFileSync("ops/container/Dockerfile.dockerignore", "utf8").split("\n");
    const rules = lines.filter((line) => line !== "" && !line.startsWith("#"));
    expect(rules[0]).toBe("*");
    expect(rules).not.toContain("!node_modules");
    expect(rules).not.toContain("!.next");
    const { files } = JSON.parse(readFileSync("package.json", "utf8"));
    for (const needed of ["bin", "db"]) {
      expect(files.join(" ")).toContain(needed);
      expect(rules).toContain(`!${needed}`);
    }
  });
});

describe("the compose file", () => {
  const { services } = parse(readFileSync("ops/container/compose.yaml", "utf8"));
  const { clawkeep } = services;

  test("starts one service that can change nothing but its folders", () => {
    expect(Object.keys(services)).toEqual(["clawkeep"]);
    expect(clawkeep).toMatchObject({
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      ulimits: { core: 0 },
    });
    expect(clawkeep.privileged ?? clawkeep.cap_add ?? clawkeep.pid ?? null).toBeNull();
  });

  test("mounts folders that are there, and not the engine's socket", () => {
    for (const volume of clawkeep.volumes) {
      expect(volume).toMatchObject({ type: "bind", bind: { create_host_path: false } });
      expect(JSON.stringify(volume)).not.toContain("docker.sock");
    }
  });

  test("asks for the user and the state directory rather than guessing them", () => {
    expect(clawkeep.user).toMatch(/^\$\{CLAWKEEP_UID:\?.+\}:\$\{CLAWKEEP_GID:\?.+\}$/);
    expect(clawkeep.volumes[2].source).toBe(clawkeep.volumes[2].target);
  });

  test("looks after the console without a shell", () => {
    const [kind, program, flag, script] = clawkeep.healthcheck.test;
    expect([kind, program, flag]).toEqual(["CMD", "/nodejs/bin/node", "-e"]);
    const nobodyThere = script.replace("3210", "1");
    expect(spawnSync(process.execPath, ["-e", nobodyThere]).status).toBe(1);
  });
});

describe("the manifests of a cluster", () => {
  const documents = parseAllDocuments(readFileSync("ops/kubernetes/clawkeep.yaml", "utf8")).map((each) =>
    each.toJS(),
  );
  const find = (kind: string) => documents.filter((document) => document.kind === kind);
  const [pod] = find("StatefulSet").map(({ spec }) => spec.template.spec);
  const [container] = pod.containers;

  test("say of each thing what it is and that it is in the one namespace", () => {
    for (const { apiVersion, kind, metadata } of documents) {
      expect(apiVersion).toMatch(/^([a-z0-9.]+\/)?v1$/);
      expect(kind === "Namespace" ? metadata.name : metadata.namespace).toBe("clawkeep");
    }
    expect(find("Namespace")[0].metadata.labels).toEqual({
      "pod-security.kubernetes.io/enforce": "restricted",
    });
  });

  test("meet the restricted standard", () => {
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(pod.hostNetwork ?? pod.hostPID ?? pod.hostIPC ?? null).toBeNull();
  });

  test("never run two consoles on one vault", () => {
    expect(find("StatefulSet")[0].spec.replicas).toBe(1);
    for (const { spec } of find("PersistentVolumeClaim"))
      expect(spec.accessModes).toEqual(["ReadWriteOncePod"]);
  });

  test("keep the keyring on another volume than the database, and mount what they name", () => {
    const env = Object.fromEntries(
      container.env.map(({ name, value }: { name: string; value: string }) => [name, value]),
    );
    const mountOf = (file: string) =>
      container.volumeMounts.find(({ mountPath }: { mountPath: string }) => file.startsWith(`${mountPath}/`))
        ?.name;
    expect(mountOf(env.CLAWKEEP_DATA_DIR)).toBe("data");
    expect(mountOf(env.CLAWKEEP_KEYRING)).toBe("keyring");
    expect(mountOf(env.CLAWKEEP_TLS_KEY)).toBe("tls");
    const volumes = pod.volumes.map(({ name }: { name: string }) => name);
    for (const { name } of container.volumeMounts) expect(volumes).toContain(name);
    // A group may read the TLS key, and nobody else: the console refuses it otherwise.
    expect(pod.volumes.find(({ name }: { name: string }) => name === "tls").secret.defaultMode).toBe(0o440);
  });

  test("let nothing out to private networks or to the service that tells a machine its credentials", () => {
    const [policy] = find("NetworkPolicy");
    expect(policy.spec.policyTypes).toEqual(["Ingress", "Egress"]);
    const { except } = policy.spec.egress[1].to[0].ipBlock;
    expect(except).toEqual(expect.arrayContaining(["169.254.0.0/16", "10.0.0.0/8", "192.168.0.0/16"]));
  });
});
