package org.bailiwick.node.page;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The HTTP answers that are pages. */
final class PageAnswer {
  private static final MediaType HTML = MediaType.TEXT_HTML_TYPE.withCharset("utf-8");

  private PageAnswer() {}

  /**
   * Requires that the request asks for HTML before any other type, as browsers do. A program that
   * sends no Accept field, or any type, does not.
   *
   * @throws NotFoundException if it does not: there is nothing else at the path of a page
   */
  static void requireWanted(HttpHeaders request) {
    MediaType first = request.getAcceptableMediaTypes().getFirst();
    boolean html =
        MediaType.TEXT_HTML_TYPE.getType().equalsIgnoreCase(first.getType())
            && MediaType.TEXT_HTML_TYPE.getSubtype().equalsIgnoreCase(first.getSubtype());
    if (!html || first.getParameters().getOrDefault("q", "1").matches("0(\\.0*)?")) {
      throw new NotFoundException();
    }
  }

  /** A page that is the same for everybody; caches may keep it for a moment. */
  static Response forAll(String page) {
    return answer(page, HtmlPage.CONTENT_SECURITY_POLICY, "public, max-age=2");
  }

  /** A page for the peer of the request alone. */
  static Response forPeer(HtmlPage page) {
    return answer(page.text(), page.contentSecurityPolicy(), "no-store");
  }

  private static Response answer(String page, String policy, String caching) {
    return Response.ok(page, HTML)
        .header(HttpHeaders.CACHE_CONTROL, caching)
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .header("Content-Security-Policy", policy)
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .header("Cross-Origin-Resource-Policy", "same-origin")
        .build();
  }
}
