package org.bailiwick.master.oauth;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.chaining.GrantForm;
import org.bailiwick.master.clientauth.ClientAuthentication;
import org.bailiwick.master.clientgrant.ClientCredentialsGrant;
import org.bailiwick.master.dpop.DpopProofs;
import org.bailiwick.master.identityprovider.IdentityProviders;
import org.bailiwick.master.owncallers.OwnCallers;
import org.bailiwick.master.peopleclients.PeopleClients;
import org.bailiwick.master.persongrant.PersonGrant;
import org.bailiwick.node.edge.WellKnownUrl;
import org.bailiwick.node.trust.Partner;
import org.bailiwick.node.trust.PartnerDirectory;

/** The metadata of the authorization server and of the protected resource. */
public final class Metadata {

  /** The name of the protected resource's document. */
  public static final String PROTECTED_RESOURCE = "oauth-protected-resource";

  /**
   * draft-ietf-oauth-identity-assertion-authz-grant: the metadata of a server that takes ID-JAGs.
   */
  private static final String ID_JAG_PROFILE = "urn:ietf:params:oauth:grant-profile:id-jag";

  private static final String TLS_CLIENT = "tls_client_auth";

  private final TokenSettings settings;
  private final PartnerDirectory partners;
  private final OwnCallers ownCallers;
  private final ClientAuthentication clients;
  private final PeopleClients people;
  private final IdentityProviders providers;

  public Metadata(
      TokenSettings settings,
      PartnerDirectory partners,
      OwnCallers ownCallers,
      ClientAuthentication clients,
      PeopleClients people,
      IdentityProviders providers) {
    this.settings = settings;
    this.partners = partners;
    this.ownCallers = ownCallers;
    this.clients = clients;
    this.people = people;
    this.providers = providers;
  }

  /**
   * Returns normally when the issuer has this path.
   *
   * @throws ProblemException not-found otherwise
   */
  void requirePath(String path) {
    if (!WellKnownUrl.isOf(URI.create(settings.issuer()), path)) {
      throw new ProblemException(
          ProblemType.NOT_FOUND, "metadata-path", "The base URL does not have this path.");
    }
  }

  /**
   * The document of RFC 8414 section 2. It has a response type and an authorization endpoint only
   * where there are clients of people.
   */
  public JsonObject authorizationServer() {
    JsonObjectBuilder document =
        Json.createObjectBuilder()
            .add("issuer", settings.issuer())
            .add("token_endpoint", settings.tokenEndpoint())
            .add("jwks_uri", settings.issuer() + "/oauth/jwks")
            .add("response_types_supported", array(hasPeople() ? List.of("code") : List.of()))
            .add("grant_types_supported", array(grantTypes()))
            .add("token_endpoint_auth_methods_supported", array(authenticationMethods()))
            .add(
                "token_endpoint_auth_signing_alg_values_supported",
                array(clients.assertionAlgorithms()))
            .add("revocation_endpoint", settings.revocationEndpoint())
            .add("revocation_endpoint_auth_methods_supported", array(List.of(TLS_CLIENT)))
            .add("status_list_aggregation_endpoint", settings.issuer() + "/status-lists")
            .add("introspection_endpoint", settings.introspectionEndpoint())
            .add("introspection_endpoint_auth_methods_supported", array(List.of(TLS_CLIENT)))
            .add("tls_client_certificate_bound_access_tokens", true)
            .add("dpop_signing_alg_values_supported", array(DpopProofs.ALGORITHMS))
            .add("identity_chaining_requested_token_types_supported", array(GrantForm.tokenTypes()))
            .add("authorization_grant_profiles_supported", array(List.of(ID_JAG_PROFILE)))
            .add("protected_resources", array(List.of(settings.issuer(), settings.mcpServer())));
    JsonObjectBuilder attested =
        clients.attestationAlgorithms().isEmpty() ? document : withAttestation(document);
    return withScopes(hasPeople() ? withAuthorization(attested) : attested).build();
  }

  /**
   * draft-ietf-oauth-attestation-based-client-auth sections 6.1 and 8. A client that authenticates
   * in another way needs no attestation beside.
   */
  private JsonObjectBuilder withAttestation(JsonObjectBuilder document) {
    return document
        .add("challenge_endpoint", settings.challengeEndpoint())
        .add(
            "client_attestation_signing_alg_values_supported",
            array(clients.attestationAlgorithms()))
        .add("client_attestation_pop_signing_alg_values_supported", array(DpopProofs.ALGORITHMS))
        .add(
            "client_attestation_pop_methods_supported",
            array(List.of("attestation_pop_jwt", "dpop_combined", "none")));
  }

  /**
   * RFC 9126 section 5, RFC 7636 section 6.2, RFC 9207 section 3, and section 5 of
   * draft-ietf-oauth-client-id-metadata-document.
   */
  private JsonObjectBuilder withAuthorization(JsonObjectBuilder document) {
    Set<String> classes = authenticationClasses();
    if (!classes.isEmpty()) {
      document.add("acr_values_supported", array(classes));
    }
    return document
        .add("authorization_endpoint", settings.authorizationEndpoint())
        .add("pushed_authorization_request_endpoint", settings.pushedRequestEndpoint())
        .add("require_pushed_authorization_requests", true)
        .add("code_challenge_methods_supported", array(List.of("S256")))
        .add("authorization_response_iss_parameter_supported", true)
        .add("response_modes_supported", array(List.of("query")))
        .add("client_id_metadata_document_supported", people.takesDocuments());
  }

  /** Of the clients' providers, as far as their files say (RFC 9470 section 7). */
  private Set<String> authenticationClasses() {
    return people.providers().stream()
        .flatMap(provider -> providers.acrValues(provider).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private boolean hasPeople() {
    return !people.isEmpty();
  }

  private List<String> grantTypes() {
    Stream<String> ofPeople =
        hasPeople()
            ? Stream.of(PersonGrant.AUTHORIZATION_CODE, PersonGrant.REFRESH_TOKEN)
            : Stream.empty();
    return Stream.concat(
            Stream.of(
                GrantExchange.GRANT_TYPE,
                ClientCredentialsGrant.GRANT_TYPE,
                ReplacementExchange.GRANT_TYPE),
            ofPeople)
        .toList();
  }

  /** The document of RFC 9728 section 2. */
  JsonObject protectedResource() {
    return protectedResource(settings.issuer());
  }

  /**
   * The document of the resource with this path: the Master Agent, or its MCP server.
   *
   * @throws ProblemException not-found if neither has this path
   */
  JsonObject protectedResourceAt(String path) {
    if (WellKnownUrl.isOf(URI.create(settings.mcpServer()), path)) {
      return protectedResource(settings.mcpServer());
    }
    requirePath(path);
    return protectedResource();
  }

  private JsonObject protectedResource(String resource) {
    JsonObjectBuilder document =
        Json.createObjectBuilder()
            .add("resource", resource)
            .add("authorization_servers", array(List.of(settings.issuer())))
            .add("jwks_uri", settings.issuer() + "/oauth/jwks")
            .add("bearer_methods_supported", array(List.of("header")))
            .add("resource_name", "Bailiwick Master Agent")
            .add("tls_client_certificate_bound_access_tokens", true)
            .add("dpop_signing_alg_values_supported", array(DpopProofs.ALGORITHMS));
    return withScopes(document).build();
  }

  /**
   * A client that has only a key, and a grant or a code bound to it, does not authenticate in
   * addition.
   */
  private List<String> authenticationMethods() {
    boolean byKey =
        hasPeople()
            || partners.partners().stream()
                .anyMatch(
                    partner -> partner.withoutCertificate() == Partner.WithoutCertificate.BY_DPOP);
    Stream<String> none = byKey ? Stream.of("none") : Stream.empty();
    return Stream.concat(clients.methods().stream(), none).toList();
  }

  /** Adds the scopes if there are any, because a member needs values (RFC 9728 section 2). */
  private JsonObjectBuilder withScopes(JsonObjectBuilder document) {
    Set<String> scopes = scopes();
    return scopes.isEmpty() ? document : document.add("scopes_supported", array(scopes));
  }

  private Set<String> scopes() {
    return Stream.concat(
            Stream.concat(
                partners.partners().stream().map(Partner::scopes), ownCallers.scopes().stream()),
            people.scopes().stream())
        .flatMap(scopes -> scopes.texts().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static JsonArrayBuilder array(Iterable<String> texts) {
    JsonArrayBuilder array = Json.createArrayBuilder();
    texts.forEach(array::add);
    return array;
  }
}
