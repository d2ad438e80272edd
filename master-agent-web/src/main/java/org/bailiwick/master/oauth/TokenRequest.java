package org.bailiwick.master.oauth;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.master.clientauth.ShownCredentials;
import org.bailiwick.master.clientauth.ShownProofs;
import org.bailiwick.master.dpop.ProvedClient;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * The form of a request to an OAuth endpoint. Each parameter may occur only once (RFC 6749 section
 * 3.2).
 *
 * @param shown the headers by which the request proves a key
 */
public record TokenRequest(
    MultivaluedMap<String, String> form,
    boolean hasQuery,
    boolean hasAuthorization,
    ShownProofs shown) {

  private static final String CLIENT_ID = "client_id";

  public TokenRequest(MultivaluedMap<String, String> form) {
    this(form, false);
  }

  public TokenRequest(MultivaluedMap<String, String> form, boolean hasQuery) {
    this(form, hasQuery, false, List.of());
  }

  /** With these values of the header DPoP. */
  public TokenRequest(
      MultivaluedMap<String, String> form,
      boolean hasQuery,
      boolean hasAuthorization,
      List<String> proofs) {
    this(form, hasQuery, hasAuthorization, ShownProofs.ofDpop(proofs));
  }

  /** The values of the header DPoP. */
  public List<String> proofs() {
    return shown.dpop();
  }

  /** Whether the client proves a key with a JWT grant. */
  boolean provesKey() {
    return !proofs().isEmpty()
        && find("grant_type").filter(GrantExchange.GRANT_TYPE::equals).isPresent();
  }

  /**
   * Refuses a proof with a grant whose token would not be bound to the proved key. That of an
   * attested key is how the client has authenticated.
   */
  void requireNoProof(ProvedClient client) {
    if (!proofs().isEmpty() && client.attestation().isEmpty()) {
      throw new OAuthRefusal(
          OAuthError.INVALID_REQUEST,
          "dpop-proof-grant",
          "The token for this grant is not bound to the key of a proof.");
    }
  }

  /** What the request shows of its client, beside the peer. */
  public ShownCredentials credentials(Optional<VerifiedPeer> peer) {
    return new ShownCredentials(
        peer,
        find(CLIENT_ID),
        find("client_assertion_type"),
        find("client_assertion"),
        shown,
        hasAuthorization || find("client_secret").isPresent());
  }

  /**
   * Refuses a request of a client of people that shows a credential: there is none but an
   * attestation, where the client's file names an attester.
   */
  public void requireNoCredentials(ShownCredentials credentials, Optional<String> attester) {
    boolean isNone =
        attester.isPresent() ? credentials.isNoneButAttestation() : credentials.isNone();
    if (!isNone) {
      throw new OAuthRefusal(
          OAuthError.INVALID_CLIENT,
          "client-authentication-method",
          "A client of people has no credential of this kind.");
    }
  }

  /**
   * The client_id equals the client's SPIFFE id. A client that shows only a certificate must send
   * it (RFC 8705 section 2).
   */
  void requireClient(ProvedClient client) {
    boolean isRequired =
        client.attestation().isEmpty()
            && client
                .peer()
                .filter(peer -> peer.validatedBy() == ValidationMethod.MTLS)
                .isPresent();
    Optional<String> named = isRequired ? Optional.of(require(CLIENT_ID)) : find(CLIENT_ID);
    if (named.filter(id -> !id.equals(client.id().toString())).isPresent()) {
      throw new OAuthRefusal(
          OAuthError.INVALID_CLIENT, "client-id", "client_id is not the client's identity.");
    }
  }

  /**
   * RFC 8707: refuses a resource other than this server, which is also named by the URL of its MCP
   * server.
   */
  public void requireResource(String own) {
    Set<String> names = Set.of(own, own + TokenSettings.MCP);
    if (find("resource").filter(wanted -> !names.contains(wanted)).isPresent()) {
      throw new OAuthRefusal(
          OAuthError.INVALID_TARGET,
          "resource-unknown",
          "This server issues no tokens for this resource.");
    }
  }

  /**
   * Refuses parameters in the query, even if the form is complete, because a query with a grant or
   * a token is in the logs of servers on the way.
   */
  public void requireNoQuery() {
    if (hasQuery) {
      throw new OAuthRefusal(
          OAuthError.INVALID_REQUEST,
          "query-parameters",
          "The parameters of this request belong into its body.");
    }
  }

  /**
   * The value of a parameter. RFC 8707 and RFC 8693 allow several values of resource and audience,
   * but this server issues a token for one target only.
   */
  public Optional<String> find(String name) {
    List<String> values = form.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw new OAuthRefusal(
          OAuthError.INVALID_REQUEST, "parameter-repeated", "A parameter occurs more than once.");
    }
    // RFC 6749 section 3.2: a parameter without a value is treated as omitted.
    return values.stream().filter(value -> !value.isEmpty()).findFirst();
  }

  public String require(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new OAuthRefusal(
                    OAuthError.INVALID_REQUEST, "parameter-missing", name + " is missing."));
  }
}
