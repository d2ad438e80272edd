package org.bailiwick.ars.identifier.control;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identifier.Identifier;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/** The documents by which whoever controls an identifier says whose it is. */
final class ControlDocuments {
  /** Gets the document at a URL, guarded. */
  @FunctionalInterface
  interface Source {
    /**
     * The octets of the document.
     *
     * @throws ProblemException dependency-unavailable
     */
    byte[] get(URI url);
  }

  /** The extension of a card with the agent's signed attributes (docs/cards.md). */
  private static final String SIGNED = "urn:bailiwick:a2a:signed-attributes";

  /** A card nests no deeper, and a depth of thousands would cost time. */
  private static final int DEPTH = 32;

  private final Source source;

  ControlDocuments(Source source) {
    this.source = source;
  }

  /**
   * The document that speaks for the identifier.
   *
   * @throws ProblemException dependency-unavailable; proof-of-possession-failed if it is no text
   */
  String of(Identifier identifier) {
    byte[] octets = source.get(URI.create(identifier.documentUrl().orElseThrow()));
    try {
      return StrictJson.text(octets);
    } catch (ProblemException e) {
      throw SignedProof.failed("identifier-document", "The document is not JSON.");
    }
  }

  /** The members of a document from outside. */
  static Map<String, Object> members(String document) {
    try {
      return StrictJson.members(document, DEPTH);
    } catch (ProblemException e) {
      throw SignedProof.failed("identifier-document", "The document is not a JSON object.");
    }
  }

  /** Whether the host's document {@code {"agents": […]}} lists the agent. */
  static boolean listed(String document, String agent) {
    return members(document).get("agents") instanceof List<?> agents && agents.contains(agent);
  }

  /** Whether the card at the URL has the agent's signed attributes. */
  static boolean isCardOf(String document, String agent) {
    return members(document).get("capabilities") instanceof Map<?, ?> capabilities
        && capabilities.get("extensions") instanceof List<?> extensions
        && extensions.stream().anyMatch(each -> names(each, agent));
  }

  private static boolean names(Object extension, String agent) {
    return extension instanceof Map<?, ?> members
        && SIGNED.equals(members.get("uri"))
        && members.get("params") instanceof Map<?, ?> attributes
        && agent.equals(attributes.get("agent"));
  }

  /** A short form of a document for the audit log. */
  static String digest(String document) {
    return "document " + Sha256.hex(document.getBytes(StandardCharsets.UTF_8));
  }
}
