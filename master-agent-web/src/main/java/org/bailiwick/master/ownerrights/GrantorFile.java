package org.bailiwick.master.ownerrights;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/**
 * Reads the file of an owner, {@code {"owner": "Accounts Payable", "scopes": ["invoice.parse@1"]}},
 * or of a principal, {@code {"principal": {"kind": "role", "issuer": "https://idp.example",
 * "subject": "bookkeeper"}, "scopes": ["invoice.parse@1"]}}. The name of the file says nothing, as
 * an owner's name may have characters that no file name has.
 */
final class GrantorFile {
  private static final String OWNER = "owner";
  private static final String PRINCIPAL = "principal";
  private static final String SCOPES = "scopes";
  private static final Set<String> OF_PRINCIPAL = Set.of("kind", "issuer", "subject");

  private GrantorFile() {}

  /** An owner or principal, and the largest scope of what agents of it may start. */
  record Granted(Grantor grantor, CapabilitySet scopes) {}

  /**
   * What the file grants.
   *
   * @throws IOException saying what is wrong with the file
   */
  static Granted read(Path file) throws IOException {
    return of(Files.readAllBytes(file));
  }

  /** The same of the file's content. */
  static Granted of(byte[] text) throws IOException {
    try {
      JsonObject json = StrictJson.object(text);
      return new Granted(grantor(json), CapabilitySet.parse(scopes(json)));
    } catch (ProblemException e) {
      throw new IOException(e.detail(), e);
    }
  }

  private static Grantor grantor(JsonObject json) throws IOException {
    if (json.keySet().equals(Set.of(OWNER, SCOPES))) {
      return new Grantor.AgentOwner(Owner.parse(text(json, OWNER)));
    }
    if (json.keySet().equals(Set.of(PRINCIPAL, SCOPES))) {
      return new Grantor.AgentPrincipal(principal(json.get(PRINCIPAL)));
    }
    throw new IOException("the members must be scopes, and owner or principal");
  }

  private static Principal principal(JsonValue value) throws IOException {
    if (!(value instanceof JsonObject json) || !json.keySet().equals(OF_PRINCIPAL)) {
      throw new IOException("principal must have the members kind, issuer and subject");
    }
    return new Principal(
        Principal.Kind.parse(text(json, "kind")), text(json, "issuer"), text(json, "subject"));
  }

  private static String text(JsonObject json, String member) throws IOException {
    if (json.get(member) instanceof JsonString text) {
      return text.getString();
    }
    throw new IOException(member + " must be a text");
  }

  private static List<String> scopes(JsonObject json) throws IOException {
    if (json.get(SCOPES) instanceof JsonArray scopes
        && scopes.stream().allMatch(JsonString.class::isInstance)) {
      return scopes.getValuesAs(JsonString::getString);
    }
    throw new IOException("scopes must be a list of texts");
  }
}
