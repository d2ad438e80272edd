package org.bailiwick.master.account;

import java.util.Arrays;
import java.util.Optional;

/** How an account authenticates; rules of authentication use the same words. */
public enum AccountMethod {
  API_KEY("api-key"),
  PASSWORD("password"),
  SHARED_SECRET("shared-secret");

  private final String text;

  AccountMethod(String text) {
    this.text = text;
  }

  /** The word in rules, requests and the database. */
  public String text() {
    return text;
  }

  /** The method with this word. */
  public static Optional<AccountMethod> find(String text) {
    return Arrays.stream(values()).filter(method -> method.text.equals(text)).findFirst();
  }
}
