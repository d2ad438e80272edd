package org.bailiwick.contract.identity;

import java.util.Locale;

/** The person or role for whom an agent acts, by issuer and subject of the user token. */
public record Principal(Kind kind, String issuer, String subject) {

  /** The kind of a principal. */
  public enum Kind {
    PERSON,
    ROLE;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Kind parse(String text) {
      for (Kind kind : values()) {
        if (kind.text().equals(text)) {
          return kind;
        }
      }
      throw Refusal.of("principal-kind", "The kind of a principal is person or role");
    }
  }

  public Principal {
    if (!PlainText.isName(issuer, 255) || !PlainText.isName(subject, 255)) {
      throw Refusal.of(
          "principal-syntax",
          "Issuer and subject of a principal are 1 to 255 letters, marks, digits and printable"
              + " ASCII characters in Unicode NFC, without a space at either end");
    }
  }
}
