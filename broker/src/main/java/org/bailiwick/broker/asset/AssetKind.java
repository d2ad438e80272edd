package org.bailiwick.broker.asset;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What a back end is: an SQL database, a server of tools (MCP), an HTTP API, or an LDAP directory.
 */
public enum AssetKind {
  DATABASE,
  TOOL,
  API,
  DIRECTORY;

  /** The value of the file's member {@code kind}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<AssetKind> find(String text) {
    return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
  }
}
