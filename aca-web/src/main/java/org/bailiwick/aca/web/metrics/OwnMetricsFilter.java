package org.bailiwick.aca.web.metrics;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.bailiwick.node.settings.Deployment;

/**
 * Shows at {@code /metrics} only the metrics of this trust domain and of the process. The server's
 * own answer has the metrics of every trust domain in the process. web.xml maps this filter after
 * that of the plain listener.
 */
public final class OwnMetricsFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    TextAnswer held = new TextAnswer(response);
    chain.doFilter(request, held);
    // The text is empty if the server has answered with an error.
    String text = held.text();
    if (!text.isEmpty()) {
      response.getWriter().write(new DomainMetrics(Deployment.furtherTrustDomain()).of(text));
    }
  }

  /** Keeps the text that the server writes. */
  private static final class TextAnswer extends HttpServletResponseWrapper {
    private final StringWriter text = new StringWriter();
    private final PrintWriter writer = new PrintWriter(text);

    TextAnswer(HttpServletResponse response) {
      super(response);
    }

    @Override
    public PrintWriter getWriter() {
      return writer;
    }

    @Override
    public void flushBuffer() {
      writer.flush();
    }

    String text() {
      writer.flush();
      return text.toString();
    }
  }
}
