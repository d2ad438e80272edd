package org.bailiwick.ars.card;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A domain's card and the URL of its Master Agent. */
public final class TestDomain {
  static final URI MASTER = URI.create("https://master.example");

  static final String CARD =
      """
      {"name": "bailiwick.example", "description": "The Master Agent of bailiwick.example.",
       "supportedInterfaces": [
        {"url": "https://master.example/a2a", "protocolBinding": "JSONRPC", "protocolVersion": "1.0"},
        {"url": "https://master.example/a2a", "protocolBinding": "HTTP+JSON", "protocolVersion": "1.0"}],
       "version": "1.0",
       "capabilities": {"streaming": true, "pushNotifications": false, "extendedAgentCard": true,
        "extensions": [{"uri": "urn:bailiwick:a2a:agent-search"}]},
       "securitySchemes": {"mtls": {"mtlsSecurityScheme": {"description": "A client certificate."}}},
       "securityRequirements": [{"schemes": {"mtls": {}}}],
       "defaultInputModes": ["application/json"], "defaultOutputModes": ["application/json"],
       "skills": [{"id": "job", "name": "Job", "description": "Runs a plan.", "tags": ["job"]}],
       "signatures": [{"protected": "e30", "signature": "AA"}]}
      """;

  private TestDomain() {}

  /** URLs with this one as that of the Master Agent. */
  public static MasterUrls urls() {
    return new MasterUrls(Optional.of(MASTER), Optional.of(MASTER));
  }

  static DomainCard card() {
    return new DomainCard(() -> CARD.getBytes(StandardCharsets.UTF_8), () -> 0);
  }
}
