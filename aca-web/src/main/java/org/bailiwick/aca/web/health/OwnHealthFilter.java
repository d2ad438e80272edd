package org.bailiwick.aca.web.health;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bailiwick.node.health.HealthAnswer;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * Answers health requests with the checks of this application only. The server's own answer has the
 * checks of every application in the process, so another trust domain would be visible here and
 * could take this one out of service. web.xml maps it after the filter of the plain listener.
 */
public final class OwnHealthFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private static final Map<String, List<Annotation>> KINDS =
      Map.of(
          "/health",
          List.of(Readiness.Literal.INSTANCE, Liveness.Literal.INSTANCE, Startup.Literal.INSTANCE),
          "/health/ready",
          List.of(Readiness.Literal.INSTANCE),
          "/health/live",
          List.of(Liveness.Literal.INSTANCE),
          "/health/started",
          List.of(Startup.Literal.INSTANCE));

  @Inject @Any private transient Instance<HealthCheck> checks;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException {
    String path = request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
    List<Annotation> kinds =
        KINDS.get(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    if (kinds == null) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    HealthAnswer answer =
        HealthAnswer.of(kinds.stream().flatMap(kind -> checks.select(kind).stream()));
    response.setStatus(
        answer.isUp() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    response.setContentType("application/json");
    response.getOutputStream().write(answer.json().getBytes(StandardCharsets.UTF_8));
  }
}
