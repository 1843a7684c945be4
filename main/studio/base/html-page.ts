/** Names come from files, and files may be called anything. */
export const escapeHtml = (text: string) =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** One page that opens anywhere, offline: styles and pictures are inside, there are no scripts and no links. */
export const htmlPage = (title: string, body: string, style = ''): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style>${baseStyle}${style}</style></head><body><main>
${body}
</main></body></html>
`;

const baseStyle = `
:root { color-scheme: light dark; --line: light-dark(#ddd, #333); --dim: light-dark(#666, #999); --accent: light-dark(#3b6fd4, #7aa2f7); }
body { margin: 0; font: 14px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 960px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { margin: 0; font-size: 24px; } h2 { font-size: 16px; margin: 32px 0 8px; } .verdict h2 { margin-top: 24px; font-size: 18px; } p { margin: 4px 0; }
.dim { color: var(--dim); } code { overflow-wrap: anywhere; }
.facts { display: flex; flex-wrap: wrap; gap: 8px 32px; margin: 24px 0; } dt { color: var(--dim); font-size: 12px; } dd { margin: 0; font-size: 16px; }
table { width: 100%; border-collapse: collapse; } th, td { padding: 4px 12px 4px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; } th { font-weight: 500; }
.n { text-align: right; white-space: nowrap; }
.bar { display: inline-block; height: 12px; background: var(--accent); }
`;
