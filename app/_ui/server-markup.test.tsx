import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { Checkbox, RadioCards } from "#app/_ui/choices.client.tsx";
import { CodeBlock } from "#app/_ui/code-block.tsx";
import { Combobox } from "#app/_ui/combobox.client.tsx";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { ConsoleProviders } from "#app/_ui/console-providers.client.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { Diff } from "#app/_ui/diff.client.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { Select, TextInput } from "#app/_ui/inputs.client.tsx";
import { Menu } from "#app/_ui/menu.client.tsx";
import { Progress } from "#app/_ui/progress.tsx";
import { Providers } from "#app/_ui/providers.client.tsx";
import { SecretInput, SecretTextarea } from "#app/_ui/secret-input.client.tsx";
import { SortableList } from "#app/_ui/sortable-list.client.tsx";
import { Stepper } from "#app/_ui/stepper.client.tsx";
import { Tabs } from "#app/_ui/tabs.client.tsx";
import { InfoTip, Tooltip } from "#app/_ui/tooltip.client.tsx";
import { messagesOf } from "#lib/messages.ts";

const action = async () => ({ status: "idle" }) as const;
const items = ["anthropic:ops", "openai:default"].map((id) => ({ id, text: id, content: id }));

/** What a browser without scripts gets. */
function markup(children: ReactNode): string {
  return renderToStaticMarkup(
    <Providers locale="en" messages={messagesOf("en")}>
      <ConsoleProviders>{children}</ConsoleProviders>
    </Providers>,
  );
}

const EVERYTHING = (
  <ActionForm action={action}>
    <Field name="name" label="Name" hint="A hint" optional>
      <TextInput mono />
    </Field>
    <Field name="provider" label="Provider">
      <Combobox suggestions={[{ value: "anthropic", detail: "Anthropic" }]} />
    </Field>
    <Field name="agent" label="Agent">
      <Select options={[{ value: "main", label: "main" }]} placeholder="Choose" />
    </Field>
    <Field name="token" label="Token" required>
      <SecretTextarea />
    </Field>
    <Field name="key" label="Key">
      <SecretInput />
    </Field>
    <RadioCards name="expiry" legend="Expiry" options={[{ value: "1y", label: "One year" }]} />
    <Checkbox name="sure" label="Sure" />
    <SortableList name="ids" label="Order" items={items} includeName="include" />
    <ConfirmDialog trigger="Remove" title="Remove it?" action={action} confirm="Remove" typeToConfirm="a:b">
      Gone.
    </ConfirmDialog>
    <Menu label="Actions" items={[{ key: "go", label: "Go", href: "/" }]} />
    <Tabs label="Ways" tabs={[{ value: "a", label: "A", content: <CodeBlock prompt code="ls" /> }]} />
    <Tooltip text="Edit">
      <button type="button">Edit</button>
    </Tooltip>
    <InfoTip subject="provider">Any.</InfoTip>
    <Progress label="Probing" value={1} max={3} />
    <Progress label="Publishing" />
    <Stepper steps={[{ key: "a", label: "A", state: "done" }]} />
    <Diff label="Changes" entries={[{ key: "a", kind: "changed", label: "a", before: "x", after: "y" }]} />
    <StatusBadge tone="warn">Expiring</StatusBadge>
  </ActionForm>
);

test("the server draws no style attribute and no style element, which the page's policy would refuse", () => {
  const html = markup(EVERYTHING);
  expect(html).toContain("Expiring");
  expect(html).not.toMatch(/\sstyle=|<style/);
});

describe("a field", () => {
  test("ties its label, hint and error to its control", () => {
    const html = markup(
      <Field name="token" label="Token" hint="Printed once." error="Too short." required>
        <SecretTextarea />
      </Field>,
    );
    const control = /<textarea[^>]*>/.exec(html)?.[0] ?? "";
    const id = /\sid="([^"]+)"/.exec(control)?.[1];
    expect(html).toContain(`for="${id}"`);
    expect(control).toContain(`aria-describedby="${id}-error ${id}-hint"`);
    expect(control).toContain('aria-invalid="true"');
    expect(html).toMatch(new RegExp(`id="${id}-error"[^>]*>.*Too short\\.`));
    expect(html).toMatch(new RegExp(`id="${id}-hint"[^>]*>Printed once\\.`));
  });

  test("without an error says nothing about one", () => {
    const html = markup(
      <Field name="name" label="Name">
        <TextInput />
      </Field>,
    );
    expect(html).not.toMatch(/\saria-invalid=|aria-describedby|role="alert"/);
  });
});

test.each([
  ["input", <SecretInput key="i" name="key" aria-label="Key" />],
  ["textarea", <SecretTextarea key="t" name="key" aria-label="Key" />],
])("a secret %s is learned by no browser, keyboard or spell checker", (_kind, control) => {
  const html = markup(control);
  expect(html).toContain('autoComplete="off"');
  expect(html).toContain('spellCheck="false"');
  expect(html).not.toMatch(/type="text"|\svalue=/);
});

test("a list in order works as a plain form: hidden ids in order, and buttons that send one step", () => {
  const html = markup(<SortableList name="ids" label="Order" items={items} moveForm={{ path: "/order" }} />);
  const ids = [...html.matchAll(/type="hidden" name="ids" value="([^"]+)"/g)].map(([, id]) => id);
  expect(ids).toEqual(["anthropic:ops", "openai:default"]);
  const up = /<button[^>]*value="up:openai:default"[^>]*>/.exec(html)?.[0];
  for (const part of ['type="submit"', 'name="move"', 'formAction="/order"', 'formMethod="get"']) {
    expect(up).toContain(part);
  }
});

test("a question is a form in a fold where there are no scripts", () => {
  const html = markup(
    <ConfirmDialog trigger="Remove" title="Sure?" action={action} values={{ id: "p1" }} confirm="Yes">
      Gone.
    </ConfirmDialog>,
  );
  expect(html).toMatch(/<details.*<summary.*Remove.*<form.*name="id" value="p1".*type="submit"/s);
});

test("an empty table is replaced by what teaches", () => {
  const columns = [{ key: "a", header: "A", cell: () => "x" }];
  const props = { caption: "Things", columns, rowKey: () => "k" };
  expect(markup(<DataTable {...props} rows={[]} empty={<p>Nothing yet</p>} />)).toBe("<p>Nothing yet</p>");
  expect(markup(<DataTable {...props} rows={[1]} empty={<p>Nothing yet</p>} />)).toContain("<caption");
});
