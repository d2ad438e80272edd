package org.bailiwick.command.identifier;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.bailiwick.contract.identifier.Identifier;

/** The registry's path about an identifier. */
final class IdentifierPath {
  static final String ALL = "/v1/identifiers";

  private IdentifierPath() {}

  static String of(String identifier) {
    return ALL
        + "?of="
        + URLEncoder.encode(Identifier.parse(identifier).text(), StandardCharsets.UTF_8);
  }
}
