package org.bailiwick.contract.identity;

/** The owner of an agent, a name of 1 to 200 characters. Owners are compared exactly. */
public record Owner(String value) {
  public Owner {
    if (!PlainText.isName(value, 200)) {
      throw Refusal.of(
          "owner-syntax",
          "An owner is 1 to 200 letters, marks, digits and printable ASCII characters in Unicode"
              + " NFC, without a space at either end");
    }
  }

  public static Owner parse(String text) {
    return new Owner(text);
  }

  @Override
  public String toString() {
    return value;
  }
}
