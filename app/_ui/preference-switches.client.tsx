"use client";

import { clsx } from "clsx";
import { Monitor, Moon, Rows2, Rows4, Sun } from "lucide-react";
import type { ReactNode } from "react";
import { useT } from "#app/_ui/messages.client.tsx";
import type { Density, Theme } from "#app/_ui/preferences.ts";

export type PreferenceState = {
  theme: Theme;
  density: Density;
  locale: string;
  /** Every language with its name in that language. */
  locales: readonly { locale: string; name: string }[];
  /** Keeps what one of the buttons says: `theme`, `density` or `locale`. */
  action: (form: FormData) => Promise<void>;
};

type Props = { preferences: PreferenceState; density?: boolean };

/** Theme, density and language, each a row of buttons that post a form. */
export function PreferenceSwitches({ preferences, density = true }: Props) {
  const t = useT("theme");
  const { action, locales } = preferences;
  return (
    <div className="grid gap-2.5">
      <Switch
        name="theme"
        label={t("theme")}
        action={action}
        current={preferences.theme}
        options={[
          { value: "light", label: t("light"), icon: <Sun aria-hidden /> },
          { value: "dark", label: t("dark"), icon: <Moon aria-hidden /> },
          { value: "system", label: t("system"), icon: <Monitor aria-hidden /> },
        ]}
      />
      {density && (
        <Switch
          name="density"
          label={t("density")}
          action={action}
          current={preferences.density}
          options={[
            { value: "comfortable", label: t("comfortable"), icon: <Rows2 aria-hidden /> },
            { value: "compact", label: t("compact"), icon: <Rows4 aria-hidden /> },
          ]}
        />
      )}
      <Switch
        name="locale"
        label={t("language")}
        action={action}
        current={preferences.locale}
        options={locales.map(({ locale, name }) => ({ value: locale, label: name, lang: locale }))}
      />
    </div>
  );
}

type SwitchOption = { value: string; label: string; icon?: ReactNode; lang?: string };

type SwitchProps = {
  name: string;
  label: string;
  current: string;
  options: SwitchOption[];
  action: (form: FormData) => Promise<void>;
};

function Switch({ name, label, current, options, action }: SwitchProps) {
  return (
    <form action={action} className="flex items-center justify-between gap-4">
      <span className="text-fg-muted text-sm">{label}</span>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a flex row with its legend beside it. */}
      <div
        role="group"
        aria-label={label}
        className="flex rounded-md border border-line-strong bg-sunken p-0.5"
      >
        {options.map(({ value, label: words, icon, lang }) => (
          <button
            key={value}
            type="submit"
            name={name}
            value={value}
            lang={lang}
            title={icon ? words : undefined}
            aria-label={icon ? words : undefined}
            aria-pressed={value === current}
            className={clsx(
              "flex h-6 min-w-7 items-center justify-center rounded-sm px-1.5 text-xs pointer-coarse:h-9 pointer-coarse:min-w-10 [&_.lucide]:size-3.5",
              value === current
                ? "bg-raised font-medium text-fg shadow-control"
                : "text-fg-muted hover:text-fg",
            )}
          >
            {icon ?? words}
          </button>
        ))}
      </div>
    </form>
  );
}
