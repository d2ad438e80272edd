package org.bailiwick.node.admission;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.bailiwick.node.log.StructuredLog;

/**
 * The servlet filter that admits an application's requests. It also turns refusals of servlets and
 * of the server into problem documents.
 */
public abstract class AdmissionFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private static final StructuredLog LOG = StructuredLog.of(AdmissionFilter.class);

  private transient Admission admission;

  /** Each application has a subclass. */
  protected AdmissionFilter() {
    super();
  }

  /** Called once, before the first request. */
  protected abstract Admission make();

  @Override
  public final void init() {
    admission = make();
  }

  @Override
  protected final void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletResponse wrapped = new ServerErrorPages(response);
    try {
      admission.serve(request, wrapped, chain);
    } catch (ServletException | RuntimeException e) {
      // No exception mapper has seen this exception; the server would print it to the caller.
      if (response.isCommitted()) {
        throw e;
      }
      LOG.fault("request.failed", Map.of("check", "servlet"), e);
      wrapped.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
    }
  }
}
