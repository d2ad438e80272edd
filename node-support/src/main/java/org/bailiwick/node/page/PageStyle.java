package org.bailiwick.node.page;

import java.util.Base64;
import org.bailiwick.contract.credential.Sha256;

/** How pages look, and the policy by which a browser takes nothing else from them. */
final class PageStyle {

  static final String TEXT =
      """
      :root {
        color-scheme: light dark;
        --line: #c9ced6; --soft: #f3f5f8; --good: #17692b; --bad: #a11212;
      }
      @media (prefers-color-scheme: dark) {
        :root { --line: #4a505a; --soft: #23272e; --good: #7fd394; --bad: #ff9d94; }
      }
      html { background: Canvas; color: CanvasText; }
      body {
        font: 1rem/1.5 system-ui, sans-serif;
        max-width: 75rem; margin: 0 auto; padding: 1rem 1.25rem 3rem;
      }
      h1 { font-size: 1.6rem; margin: 0.5rem 0 0; }
      h1, h2, h3, p, li { overflow-wrap: anywhere; }
      h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; }
      p { max-width: 45rem; }
      div { overflow-x: auto; }
      table { border-collapse: collapse; font-size: 0.95rem; }
      th, td {
        text-align: left; vertical-align: top;
        padding: 0.3rem 0.9rem 0.3rem 0; border-bottom: 1px solid var(--line);
      }
      td { overflow-wrap: anywhere; min-width: 6rem; }
      th { white-space: nowrap; font-weight: 600; }
      th[scope="row"] { white-space: normal; overflow-wrap: anywhere; min-width: 6rem; }
      pre { background: var(--soft); padding: 0.6rem 0.8rem; overflow-x: auto; }
      .up, .down { min-width: 3.5rem; font-weight: 600; }
      .up { color: var(--good); }
      .down { color: var(--bad); }
      .time { white-space: nowrap; }
      @media (max-width: 40rem) { .time { white-space: normal; } }
      h3 { font-size: 1rem; margin: 1.5rem 0 0.3rem; }
      .signed, .unsigned { margin: 0.5rem 0; padding: 0.2rem 0.8rem 0.6rem; }
      .signed { border-left: 0.3rem solid var(--good); }
      .unsigned { border: 2px dashed var(--bad); background: var(--soft); max-width: 60rem; }
      .signed h3, .unsigned h3 { margin: 0.3rem 0; }
      .unsigned td { white-space: pre-line; }
      form { display: grid; gap: 0.5rem 1rem; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); }
      label { display: block; font-weight: 600; }
      .hint { font-size: 0.9rem; margin: 0; }
      input, select, button { font: inherit; box-sizing: border-box; width: 100%; padding: 0.25rem; }
      button { width: auto; padding: 0.25rem 1.5rem; justify-self: start; align-self: end; }
      """;

  private PageStyle() {}

  /** The content security policy with this source list for forms. */
  static String policy(String forms) {
    return "default-src 'none'; style-src 'sha256-"
        + Base64.getEncoder().encodeToString(Sha256.of(TEXT))
        + "'; base-uri 'none'; form-action "
        + forms
        + "; frame-ancestors 'none'";
  }
}
