package org.bailiwick.client.resource;

import jakarta.annotation.Priority;
import jakarta.json.Json;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.client.transactiontoken.OrderedTokens;
import org.bailiwick.client.transactiontoken.TransactionTokenVerifier;
import org.bailiwick.client.transactiontoken.VerifiedTransactionToken;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.Problem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** Lets a request pass to one resource method if its Txn-Token is for it. */
@Priority(Priorities.AUTHENTICATION)
final class TransactionTokenFilter implements ContainerRequestFilter {
  /** A servlet container has the attributes of its request as properties of the JAX-RS request. */
  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  private static final int MAX_BODY = 4 * 1024 * 1024;
  private static final int UNAVAILABLE = 503;

  private final TransactionTokenVerifier verifier;
  private final OrderedTokens used;
  private final CallerCheck callers;
  private final CalledOperation operation;

  TransactionTokenFilter(
      TransactionTokenVerifier verifier,
      OrderedTokens used,
      CallerCheck callers,
      CalledOperation operation) {
    this.verifier = verifier;
    this.used = used;
    this.callers = callers;
    this.operation = operation;
  }

  @Override
  public void filter(ContainerRequestContext request) throws IOException {
    try {
      VerifiedTransactionToken token = verified(request);
      boolean secure = request.getSecurityContext().isSecure();
      request.setSecurityContext(new TransactionSecurity(new TransactionPrincipal(token), secure));
    } catch (ProblemException e) {
      request.abortWith(refusal(e));
    }
  }

  private VerifiedTransactionToken verified(ContainerRequestContext request) throws IOException {
    Capability needed = operation.requireCapability();
    List<X509Certificate> chain = chain(request);
    callers.require(chain);
    String compact =
        TransactionTokenVerifier.only(request.getHeaders().get(TransactionTokenVerifier.HEADER));
    VerifiedTransactionToken token =
        verifier.verify(compact, SpiffeId.of(chain.getFirst()), operation.service());
    if (!token.scope().covers(needed)) {
      throw new ProblemException(
          ProblemType.INSUFFICIENT_SCOPE, "txn-token-scope", "The token does not cover " + needed);
    }
    requireOrder(request, token);
    used.bind(token, called(request));
    return token;
  }

  private static List<X509Certificate> chain(ContainerRequestContext request) {
    if (request.getProperty(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0) {
      return List.of(chain);
    }
    throw new ProblemException(
        ProblemType.PEER_CERTIFICATE_REQUIRED,
        "peer-certificate",
        "A client certificate is required");
  }

  /** Reads the body only for a token that is restricted to one. */
  private static void requireOrder(ContainerRequestContext request, VerifiedTransactionToken token)
      throws IOException {
    if (token.order().isEmpty()) {
      return;
    }
    byte[] body = request.getEntityStream().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      throw new ProblemException(
          ProblemType.REQUEST_TOO_LARGE, "body-size", "The request is larger than 4 MiB");
    }
    request.setEntityStream(new ByteArrayInputStream(body));
    token.requireOrder(body);
  }

  /** The one operation for which the token is used; a repeated request is the same one. */
  private static String called(ContainerRequestContext request) {
    String key = Optional.ofNullable(request.getHeaderString(IDEMPOTENCY_KEY)).orElse("");
    return request.getMethod() + " " + request.getUriInfo().getRequestUri() + " " + key;
  }

  private static Response refusal(ProblemException refusal) {
    Problem problem = refusal.problem(URI.create("urn:uuid:" + UUID.randomUUID()));
    Response.ResponseBuilder answer =
        Response.status(refusal.type().status())
            .type(Problem.MEDIA_TYPE)
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .entity(Json.createObjectBuilder(problem.members()).build().toString());
    return refusal.type().status() == UNAVAILABLE
        ? answer.header(HttpHeaders.RETRY_AFTER, "1").build()
        : answer.build();
  }
}
