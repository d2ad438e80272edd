package org.bailiwick.node.request;

import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Gives every request an id: the caller's {@code X-Request-ID} if it is one plain word of 8 to 64
 * characters, or a new UUID. Log lines, audit rows and the answer have the id. This filter runs
 * before all others.
 */
@PreMatching
@Priority(0)
public final class RequestIdFilter implements ContainerRequestFilter, ContainerResponseFilter {
  public static final String HEADER = "X-Request-ID";
  private static final String PROPERTY = RequestContext.class.getName();
  private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9._-]{8,64}");
  private static final int MAX_PATH = 200;

  @Override
  public void filter(ContainerRequestContext request) {
    RequestContext context = new RequestContext(idOf(request), operationOf(request));
    request.setProperty(PROPERTY, context);
    RequestContext.enter(context);
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    // An asynchronous answer comes in another thread, so the id is read from the property.
    if (request.getProperty(PROPERTY) instanceof RequestContext context) {
      response.getHeaders().putSingle(HEADER, context.id());
    }
    RequestContext.leave();
  }

  private static String idOf(ContainerRequestContext request) {
    return idOf(request.getHeaderString(HEADER));
  }

  /** The id for a request with this header, which may be null. */
  public static String idOf(String offered) {
    return offered != null && ACCEPTED.matcher(offered).matches()
        ? offered
        : UUID.randomUUID().toString();
  }

  private static String operationOf(ContainerRequestContext request) {
    String path = request.getUriInfo().getRequestUri().getRawPath();
    return request.getMethod()
        + " "
        + (path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH));
  }
}
