package org.bailiwick.jaxrs;

import jakarta.annotation.Priority;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.security.Principal;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks before a method with {@link Enforced} is entered. */
@Enforced
@Priority(Priorities.AUTHORIZATION)
final class EnforcementFilter implements ContainerRequestFilter {
  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
  private static final String SCHEME = "spiffe://";
  private static final int URI_NAME = 6; // GeneralName CHOICE [6], RFC 5280 section 4.2.1.6
  private static final int FORBIDDEN = 403;
  private static final int UNAVAILABLE = 503;
  private static final Map<String, String> ACTIONS =
      Map.of(
          "GET", "read",
          "HEAD", "read",
          "POST", "create",
          "PUT", "update",
          "PATCH", "update",
          "DELETE", "delete");

  /** The types of the domain's members by the first segment of their SPIFFE id. */
  private static final Map<String, String> TYPES =
      Map.of(
          "agent", "Agent",
          "service", "Workload",
          "device", "Workload",
          "node", "Node",
          "operator", "Operator");

  private final EnforcementOptions options;
  private final EnforcementClient client;

  /** Tells which method is about to be entered; the container makes it one of each request. */
  @Context ResourceInfo method;

  EnforcementFilter(EnforcementOptions options, EnforcementClient client) {
    this.options = options;
    this.client = client;
  }

  /** Who calls; the certificate only if the service itself has seen it in the handshake. */
  private record Caller(String id, Optional<String> certificate) {}

  @Override
  public void filter(ContainerRequestContext request) {
    try {
      Optional<Caller> caller = caller(request);
      if (caller.isEmpty()) {
        refuse(request, FORBIDDEN, List.of("no-subject"));
        return;
      }
      UriInfo uri = request.getUriInfo();
      if (annotation().id().isEmpty() && !ServedPath.isPlain(uri.getPath(false), uri.getPath())) {
        refuse(request, FORBIDDEN, List.of("path-not-plain"));
        return;
      }
      Optional<JsonObject> question = question(request, caller.get());
      if (question.isEmpty()) {
        refuse(request, FORBIDDEN, List.of("action-unknown"));
        return;
      }
      EnforcementClient.Answer answer = client.ask(question.get(), caller.get().certificate());
      if (!answer.permitted()) {
        refuse(request, FORBIDDEN, answer.reasons());
      }
    } catch (IOException | CertificateException | RuntimeException e) {
      System.getLogger(EnforcementFilter.class.getName())
          .log(System.Logger.Level.WARNING, "the enforcement point cannot be asked", e);
      refuse(request, UNAVAILABLE, List.of("enforcement-point-not-reached"));
    }
  }

  private static Optional<Caller> caller(ContainerRequestContext request)
      throws CertificateException {
    if (request.getProperty(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0) {
      String shown = ":" + Base64.getEncoder().encodeToString(chain[0].getEncoded()) + ":";
      return spiffeId(chain[0]).map(id -> new Caller(id, Optional.of(shown)));
    }
    Principal principal = request.getSecurityContext().getUserPrincipal();
    return Optional.ofNullable(principal)
        .map(Principal::getName)
        .map(name -> new Caller(name, Optional.empty()));
  }

  /** The only URI name of the certificate, if it is a SPIFFE id (X509-SVID section 2). */
  private static Optional<String> spiffeId(X509Certificate certificate)
      throws CertificateException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    List<String> uris =
        (names == null ? List.<List<?>>of() : names)
            .stream()
                .filter(name -> Integer.valueOf(URI_NAME).equals(name.getFirst()))
                .map(name -> String.valueOf(name.get(1)))
                .toList();
    return uris.size() == 1 && uris.getFirst().startsWith(SCHEME)
        ? Optional.of(uris.getFirst())
        : Optional.empty();
  }

  /** The path is as the client has sent it, so that the enforcement point sees its escapes. */
  private Optional<JsonObject> question(ContainerRequestContext request, Caller caller) {
    Enforced enforced = annotation();
    String action =
        enforced.action().isEmpty() ? ACTIONS.get(request.getMethod()) : enforced.action();
    if (action == null) {
      return Optional.empty();
    }
    String id =
        enforced.id().isEmpty()
            ? ServedPath.name(request.getUriInfo().getPath(false))
            : request.getUriInfo().getPathParameters().getFirst(enforced.id());
    return Optional.of(
        Json.createObjectBuilder()
            .add("subject", entity(typeOf(caller.id()), caller.id()))
            .add("action", Json.createObjectBuilder().add("name", action))
            .add("resource", entity(enforced.resource(), id))
            .add("context", Json.createObjectBuilder().add("method", request.getMethod()))
            .build());
  }

  /** That of the method, or else of its class. */
  private Enforced annotation() {
    Enforced ofMethod = method.getResourceMethod().getAnnotation(Enforced.class);
    return ofMethod != null ? ofMethod : method.getResourceClass().getAnnotation(Enforced.class);
  }

  private static JsonObjectBuilder entity(String type, String id) {
    return Json.createObjectBuilder().add("type", type).add("id", id);
  }

  private String typeOf(String id) {
    String[] segments =
        id.startsWith(SCHEME) ? id.substring(SCHEME.length()).split("/", 3) : new String[0];
    return segments.length == 3
        ? TYPES.getOrDefault(segments[1], options.subjectType())
        : options.subjectType();
  }

  /** Ends the request by a problem document (RFC 9457). */
  private static void refuse(ContainerRequestContext request, int status, List<String> reasons) {
    boolean denied = status == FORBIDDEN;
    JsonObject problem =
        Json.createObjectBuilder()
            .add(
                "type",
                "urn:bailiwick:problem:" + (denied ? "policy-denied" : "dependency-unavailable"))
            .add("title", denied ? "Policy denies this" : "A dependency is unavailable")
            .add("status", status)
            .add("detail", String.join(", ", reasons))
            .add("reasons", Json.createArrayBuilder(reasons))
            .build();
    Response.ResponseBuilder response =
        Response.status(status)
            .header(HttpHeaders.CONTENT_TYPE, "application/problem+json")
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .entity(problem.toString());
    if (!denied) {
      response.header(HttpHeaders.RETRY_AFTER, 1);
    }
    request.abortWith(response.build());
  }
}
