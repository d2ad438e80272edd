package org.bailiwick.node.description;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.bailiwick.node.settings.Settings;

/**
 * Answers {@code /openapi} with the component's own document. The server would merge the documents
 * of all applications in the process: paths without context roots, all servers in one list, and
 * only one of two components with the same name. It is a filter, so that it runs before the
 * server's servlet at the same path of a root application.
 */
public abstract class InterfaceDocument extends HttpFilter {
  private static final long serialVersionUID = 1L;

  private static final String FILE = "/WEB-INF/classes/META-INF/openapi.yaml";

  /** RFC 9512. */
  private static final String MEDIA_TYPE = "application/yaml";

  private final String baseUrlKey;
  private byte[] document = {};

  /**
   * @param baseUrlKey key of the setting with the component's URL
   */
  protected InterfaceDocument(String baseUrlKey) {
    super();
    this.baseUrlKey = baseUrlKey;
  }

  @Override
  public void init() throws ServletException {
    Settings settings = Settings.fromConfig();
    URI baseUrl = settings.baseUrl(baseUrlKey);
    settings.done();
    document = read(getServletContext(), baseUrl);
  }

  private static byte[] read(ServletContext context, URI baseUrl) throws ServletException {
    try (InputStream file = context.getResourceAsStream(FILE)) {
      return at(new String(file.readAllBytes(), StandardCharsets.UTF_8), baseUrl)
          .getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ServletException("The description of the interface can't be read", e);
    }
  }

  /** The document with its server, to whose URL its paths are relative. */
  static String at(String text, URI baseUrl) {
    return text + (text.endsWith("\n") ? "" : "\n") + "servers:\n  - url: " + baseUrl + "\n";
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException {
    String below = Objects.requireNonNullElse(request.getPathInfo(), "");
    String path = request.getServletPath() + below;
    if (!path.equals("/openapi")) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
    } else if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
      response.setHeader("Allow", "GET, HEAD");
      response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    } else {
      response.setContentType(MEDIA_TYPE);
      response.setContentLength(document.length);
      response.getOutputStream().write(document);
    }
  }
}
