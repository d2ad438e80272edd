package org.bailiwick.master.agentcard;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.master.intake.ServiceRules;
import org.bailiwick.node.edge.WellKnownUrl;

/**
 * The security schemes and requirements of a card (A2A 1.0 section 4.5), made of the rule of
 * authentication that is in force, so that the card says what the interface really takes. Each
 * method of the rule is a scheme with the method's name.
 */
final class CardSecurity {
  private static final String DESCRIPTION = "description";
  private static final String SCHEME = "scheme";
  private static final String SCOPES = "scopes";
  private static final String TOKEN_ENDPOINT = "token_endpoint";
  private static final String AUTHORIZATION_ENDPOINT = "authorization_endpoint";

  private final ServiceRules rules;

  CardSecurity(ServiceRules rules) {
    this.rules = rules;
  }

  /**
   * The schemes by name.
   *
   * @param server the metadata of the authorization server
   */
  JsonObject schemes(JsonObject server) {
    JsonObjectBuilder schemes = Json.createObjectBuilder();
    for (String method : rules.methodsOf(ServiceRules.ServiceName.A2A)) {
      schemes.add(method, scheme(method, server));
    }
    return schemes.build();
  }

  /** One element for each set of methods that will do. */
  JsonArray requirements() {
    JsonArrayBuilder requirements = Json.createArrayBuilder();
    List<Set<String>> all = rules.alternativesAt(ServiceRules.ServiceName.A2A);
    for (Set<String> methods : all) {
      JsonObjectBuilder together = Json.createObjectBuilder();
      methods.forEach(method -> together.add(method, JsonObject.EMPTY_JSON_OBJECT));
      requirements.add(Json.createObjectBuilder().add("schemes", together));
    }
    return requirements.build();
  }

  private static JsonObjectBuilder scheme(String method, JsonObject server) {
    return switch (method) {
      case "mtls" ->
          scheme("mtlsSecurityScheme", "A client certificate that this domain trusts (RFC 8705).");
      case "access-token" ->
          Json.createObjectBuilder()
              .add(
                  "oauth2SecurityScheme",
                  Json.createObjectBuilder()
                      .add(
                          DESCRIPTION,
                          "An access token of this domain that is bound to the client certificate.")
                      .add("flows", flows(server))
                      .add("oauth2MetadataUrl", metadataUrl(server)));
      case "access-token-dpop" ->
          http("DPoP", "An access token of this domain with a proof of its key (RFC 9449).");
      case "partner-access-token-dpop" ->
          http("DPoP", "An access token of the partner's own server with a proof of its key.");
      case "partner-access-token" ->
          http("Bearer", "A token of the partner's own server, bound to the client certificate.");
      case "access-token-wit", "access-token-wit-signature" ->
          http("Bearer", "An access token beside a Workload Identity Token with proof of its key.");
      case "api-key" ->
          Json.createObjectBuilder()
              .add(
                  "apiKeySecurityScheme",
                  Json.createObjectBuilder()
                      .add(DESCRIPTION, "The API key of an account.")
                      .add("location", "header")
                      .add("name", "X-API-Key"));
      case "password" -> http("Basic", "The password of an account (RFC 7617).");
      case "shared-secret" ->
          http("HttpMessageSignature", "A signature of the request by a secret (RFC 9421).");
      default -> http(method, "The method of authentication with this name.");
    };
  }

  private static JsonObjectBuilder scheme(String kind, String description) {
    return Json.createObjectBuilder()
        .add(kind, Json.createObjectBuilder().add(DESCRIPTION, description));
  }

  private static JsonObjectBuilder http(String scheme, String description) {
    return Json.createObjectBuilder()
        .add(
            "httpAuthSecurityScheme",
            Json.createObjectBuilder().add(DESCRIPTION, description).add(SCHEME, scheme));
  }

  /** The flow for agents, or, where people sign in, the one for people: an OAuthFlows has one. */
  private static JsonObjectBuilder flows(JsonObject server) {
    JsonObjectBuilder scopes = Json.createObjectBuilder();
    scopes(server).forEach(scope -> scopes.add(scope, "May have " + scope + " done."));
    JsonObjectBuilder flow =
        Json.createObjectBuilder().add("tokenUrl", server.getString(TOKEN_ENDPOINT));
    return Optional.ofNullable(server.getJsonString(AUTHORIZATION_ENDPOINT))
        .map(JsonString::getString)
        .map(
            endpoint ->
                Json.createObjectBuilder()
                    .add(
                        "authorizationCode",
                        flow.add("authorizationUrl", endpoint)
                            .add(SCOPES, scopes)
                            .add("pkceRequired", true)))
        .orElseGet(
            () -> Json.createObjectBuilder().add("clientCredentials", flow.add(SCOPES, scopes)));
  }

  /** The scopes that the authorization server publishes. */
  static List<String> scopes(JsonObject server) {
    return server.containsKey("scopes_supported")
        ? server.getJsonArray("scopes_supported").getValuesAs(JsonString::getString)
        : List.of();
  }

  private static String metadataUrl(JsonObject server) {
    return WellKnownUrl.of(URI.create(server.getString("issuer")), "oauth-authorization-server")
        .toString();
  }
}
