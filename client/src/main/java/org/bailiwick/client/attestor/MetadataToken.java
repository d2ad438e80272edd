package org.bailiwick.client.attestor;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.bailiwick.client.http.MetadataEndpoint;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The token of an instance or a managed identity from its provider's metadata service. */
public final class MetadataToken implements InitialEvidence {
  /** A metadata service, with its path for tokens and the header that it requires. */
  public enum Provider {
    /** https://cloud.google.com/compute/docs/instances/verifying-instance-identity */
    GCP(
        "/computeMetadata/v1/instance/service-accounts/default/identity?format=full&audience=",
        "Metadata-Flavor",
        "Google"),
    /**
     * https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
     */
    AZURE("/metadata/identity/oauth2/token?api-version=2018-02-01&resource=", "Metadata", "true");

    private final String path;
    private final String header;
    private final String headerValue;

    Provider(String path, String header, String headerValue) {
      this.path = path;
      this.header = header;
      this.headerValue = headerValue;
    }
  }

  private final Provider provider;
  private final MetadataEndpoint service;
  private final String audience;
  private final Boundness boundness;

  /** Whether the audience contains the authority's nonce (nonce_in_audience of its rule). */
  public enum Boundness {
    TO_AUDIENCE,
    TO_NONCE
  }

  public MetadataToken(Provider provider, URI service, String audience, Boundness boundness) {
    this.provider = provider;
    this.service = new MetadataEndpoint(service);
    this.audience = audience;
    this.boundness = boundness;
  }

  @Override
  public EnrolmentEvidence item(EvidenceRequest request) {
    String meant =
        boundness == Boundness.TO_NONCE ? audience + "?nonce=" + request.nonce() : audience;
    String path = provider.path + URLEncoder.encode(meant, StandardCharsets.UTF_8);
    String answer = service.get(path, Map.of(provider.header, provider.headerValue));
    return new EnrolmentEvidence(
        TokenFile.OIDC_TOKEN,
        switch (provider) {
          case GCP -> answer;
          case AZURE -> member(answer, "access_token");
        });
  }

  static String member(String json, String name) {
    try {
      return StrictJson.object(json).getString(name);
    } catch (ProblemException | NullPointerException | ClassCastException e) {
      // The cause is left out, because a parser's message could contain the token.
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "metadata-service",
          "The metadata service's answer has no " + name);
    }
  }
}
